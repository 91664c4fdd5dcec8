// An attribute of no network.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10);
    #[allow(dead_code)]
//~  ^^^^^^^^^^^^^^^^^^ a network's name is expected after this
}

fn main() {}
