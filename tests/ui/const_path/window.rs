// A window from constants that is too large.
use convnet::convnet;

const F: usize = 29;

mod sizes {
    pub const K: usize = 8;
    pub const P: usize = 2;
}

convnet! {
    Net<28x28x1> = conv(F x F, sizes::K) -> pool(sizes::P) -> fc(10);
    //~                 ^^^^^ conv1 reads 28x28x1: the 29x29 window is larger than its padded input: 28 + 2·0 = 28 < 29
    //~ help: window 28x28 gives 1x1; pad 1 gives 2x2
}

fn main() {}
