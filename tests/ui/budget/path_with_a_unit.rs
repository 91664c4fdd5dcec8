// A path and a unit.
use convnet::convnet;

const LIMIT: usize = 64;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where memory <= LIMIT KiB;
    //~                                                                    ^^^^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `memory <= 65,536` is not kept: the network needs 132,016 bytes, 66,480 too many
}

fn main() {}
