// Both sides are compared.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x5, 20) where receptive_field == 14;
    //~                                                            ^^^^^^^^^^^^^^^^^^^^^
    //~ Net: the budget `receptive_field == 14` is not kept: an output sees 10x14 pixels, 4 too few
}

fn main() {}
