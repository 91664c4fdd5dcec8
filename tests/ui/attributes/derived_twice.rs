// A network is `Clone` already.
use convnet::convnet;

convnet! {
    #[derive(Clone)]
    //~      ^^^^^ `Clone`
    Net<28x28x1> = fc(10);
}

fn main() {}
