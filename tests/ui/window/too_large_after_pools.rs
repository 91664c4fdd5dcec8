// Small volumes come as a surprise: the message says what arrives.
use convnet::convnet;

convnet! {
    Net<12x12x1> = conv(5x5, 8) -> pool(2) -> conv(5x5, 16) -> fc(10);
    //~                                            ^^^
    //~ conv2 reads 4x4x8: the 5x5 window is larger than its padded input: 4 + 2·0 = 4 < 5
    //~ help: window 4x4 gives 1x1; pad 1 gives 2x2
}

fn main() {}
