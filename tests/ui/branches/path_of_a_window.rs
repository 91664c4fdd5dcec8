// So are widths.
use convnet::convnet;

const SIZE: usize = 5;

convnet! {
    Net<28x28x8> = relu -> concat(conv(1x1, 8), conv(SIZE x 3, 8, pad = 0x1)) -> fc(10);
    //~                    ^^^^^^ concat1: the branches give 28x28x8, 24x28x8: branch 2 differs
}

fn main() {}
