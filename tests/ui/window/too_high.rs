// 3x5 is 3 wide and 5 high.
use convnet::convnet;

convnet! {
    Net<20x4x1> = conv(3x5, 8) -> fc(10);
    //~                ^^^ conv1 reads 20x4x1: the 3x5 window is higher than its padded input: 4 + 2·0 = 4 < 5
    //~ help: window 3x4 gives 18x1; pad 1 gives 20x2
}

fn main() {}
