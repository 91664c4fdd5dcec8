// The dilated window reaches farther than it looks.
use convnet::convnet;

convnet! {
    Net<7x7x1> = conv(3x3, 8, dilation = 4) -> fc(10);
    //~               ^^^
    //~ conv1 reads 7x7x1: the 3x3 window is larger than its padded input: 7 + 2·0 = 7 < 9, where 9 = (3 − 1)·4 + 1 is
    //~ the dilated window
    //~ help: window 2x2 gives 3x3; pad 1 gives 1x1
}

fn main() {}
