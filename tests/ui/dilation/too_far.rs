// A window of three taps that reaches over 29.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 4, dilation = 14) -> fc(10);
    //~                 ^^^
    //~ conv1 reads 28x28x1: the 3x3 window is larger than its padded input: 28 + 2·0 = 28 < 29, where 29 = (3 − 1)·14
    //~ + 1
}

fn main() {}
