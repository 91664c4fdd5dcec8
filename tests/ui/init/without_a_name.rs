// It has a name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, he);
    //~                   ^^ `he` is too much: `fc` has 1 argument without a name
    //~ help: `init = he`
}

fn main() {}
