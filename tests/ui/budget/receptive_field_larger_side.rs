// An upper limit holds for the larger side.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x5, 20) where receptive_field < 12;
    //~                                                            ^^^^^^^^^^^^^^^^^^^^
    //~ Net: the budget `receptive_field < 12` is not kept: an output sees 10x14 pixels
}

fn main() {}
