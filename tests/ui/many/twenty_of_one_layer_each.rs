// Mistakes behind each other that do not depend on each other: an `fc` makes a known volume again.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = 2) -> fc(100) -> conv(3x3, 8) -> fc(50) -> pool(2) -> fc(10) -> softmax -> relu;
    //~                                   ^ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
    //~                                                         ^^^
    //~ conv2 reads 1x1x100: the 3x3 window is larger than its padded input: 1 + 2·0 = 1 < 3
    //~                                                                                   ^
    //~ pool1 reads 1x1x50: the 2x2 window is larger than its padded input: 1 + 2·0 = 1 < 2
    //~                                                                                                   ^^^^^^^
    //~ `softmax1` is not the last layer: `relu1` follows
}

fn main() {}
