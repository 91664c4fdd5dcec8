// And the sign.
use convnet::convnet;

convnet! {
    Net<28x28x1> =
    //~          ^ a layer is missing here
    //~ help: … conv(5x5, 20)
}

fn main() {}
