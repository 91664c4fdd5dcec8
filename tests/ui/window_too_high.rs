// 3x5 is 3 wide and 5 high.
use convnet::convnet;

convnet! {
    Net<20x4x1> = conv(3x5, 8) -> fc(10);
}

fn main() {}
