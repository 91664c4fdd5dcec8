// Depths that are paths are known to rustc alone.
use convnet::convnet;

const FILTERS: usize = 16;

convnet! {
    Net<28x28x8> = conv(1x1, 8) -> add(identity, conv(3x3, FILTERS, pad = 1)) -> fc(10);
    //~                            ^^^ add1: the branches give 28x28x8, 28x28x16: branch 2 differs, and a sum is of equal volumes
}

fn main() {}
