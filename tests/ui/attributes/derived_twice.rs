// A network is `Clone` already.
use convnet::convnet;

convnet! {
    #[derive(Clone)]
    //~      ^^^^^ conflicting implementations of trait `Clone` for type `Net`
    Net<28x28x1> = fc(10);
}

fn main() {}
