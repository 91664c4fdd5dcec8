// A lower limit holds for the smaller side, which is told with the layers that widen it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x5, 20) -> relu -> conv(1x1, 10) where receptive_field >= 28;
    //~                                                                                     ^^^^^^^^^^^^^^^^^^^^^
    //~ Net: the budget `receptive_field >= 28` is not kept: an output sees 10x14 pixels, 18 too few
    //~ note: widened most by conv2 (8), conv1 (4), pool1 (1)
}

fn main() {}
