// 5x3 is 5 wide and 3 high.
use convnet::convnet;

convnet! {
    Net<4x20x1> = conv(5x3, 8) -> fc(10);
    //~                ^^^ conv1 reads 4x20x1: the 5x3 window is wider than its padded input: 4 + 2·0 = 4 < 5
    //~ help: window 4x3 gives 1x18
}

fn main() {}
