// A limit that is a constant.
use convnet::convnet;

const PIXELS: usize = 20;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x5, 20) where receptive_field >= PIXELS;
    //~                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^
    //~ Net: the budget `receptive_field >= 20` is not kept: an output sees 10x14 pixels, 10 too few
}

fn main() {}
