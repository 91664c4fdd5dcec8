// A unit without a space.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where memory <= 64KiB;
    //~                                                                    ^^^^^^^^^^^^^^^
    //~ LeNet: the budget `memory <= 65,536` is not kept: the network needs 132,016 bytes, 66,480 too many
}

fn main() {}
