// The label, and the volume that only rustc knows.
use convnet::convnet;

const K: usize = 16;

const F: usize = 40;

convnet! {
    Net<32x32x3> = conv(3x3, K, pad = 1) -> eyes: conv(F, 8) -> fc(10);
    //~                                                ^
    //~ eyes reads 32x32x16: the 40x40 window is larger than its padded input: 32 + 2·0 = 32 < 40
}

fn main() {}
