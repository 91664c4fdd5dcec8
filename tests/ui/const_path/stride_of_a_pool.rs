// The window is the stride.
use convnet::convnet;

const SIZE: usize = 2;

convnet! {
    Net<29x29x1> = pool(SIZE) -> fc(10);
    //~                 ^^^^ pool1 reads 29x29x1: stride 2 does not fit: (29 − 2 + 2·0)/2 + 1 = 14.5
}

fn main() {}
