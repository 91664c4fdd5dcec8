// A window from constants that is too large.
use convnet::convnet;

const F: usize = 29;

mod sizes {
    pub const K: usize = 8;
    pub const P: usize = 2;
}

convnet! {
    Net<28x28x1> = conv(F x F, sizes::K) -> pool(sizes::P) -> fc(10);
}

fn main() {}
