// A window that reaches too far: the window is to blame, a literal beside a path.
use convnet::convnet;

const D: usize = 14;

convnet! {
    Net<28x28x1> = conv(3x3, 4, dilation = D) -> fc(10);
    //~                 ^^^
    //~ conv1 reads 28x28x1: the 3x3 window is larger than its padded input: 28 + 2·0 = 28 < 29, where 29 = (3 − 1)·14
    //~ + 1
}

fn main() {}
