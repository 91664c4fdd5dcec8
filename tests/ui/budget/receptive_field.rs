// What one value of the output sees.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x3, 40) where receptive_field >= 28;
    //~                                                            ^^^^^^^^^^^^^^^^^^^^^
    //~ Net: the budget `receptive_field >= 28` is not kept: … 10
}

fn main() {}
