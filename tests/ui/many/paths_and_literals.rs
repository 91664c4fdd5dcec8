// What the macro sees and what rustc sees come out in one run.
use convnet::convnet;

const STEP: usize = 2;

convnet! {
    First<28x28x1> = conv(5x5, 0) -> fc(10);
    //~                        ^ conv1 reads 28x28x1: 0 filters make an output without depth
    Second<28x28x1> = conv(5x5, 20, stride = STEP) -> fc(10);
    //~                                      ^^^^
    //~ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
}

fn main() {}
