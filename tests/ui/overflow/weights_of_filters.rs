// Weights that cannot be addressed.
use convnet::convnet;

convnet! {
    Net<3x3x1> = conv(3x3, 1000000000000000000) -> fc(10);
    //~                    ^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 3x3x1: 1,000,000,000,000,000,000 filters of 3x3 have more weights than can be addressed
}

fn main() {}
