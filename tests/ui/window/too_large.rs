// A window larger than its input.
use convnet::convnet;

convnet! {
    Net<4x4x1> = conv(5x5, 8) -> fc(10);
    //~               ^^^ conv1 reads 4x4x1: the 5x5 window is larger than its padded input: 4 + 2·0 = 4 < 5
    //~ help: window 4x4 gives 1x1; pad 1 gives 2x2
}

fn main() {}
