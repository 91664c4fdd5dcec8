// Two networks whose mistakes only rustc can see.
use convnet::convnet;

const STEP: usize = 2;
const NONE: usize = 0;

convnet! {
    First<28x28x1> = conv(5x5, 20, stride = STEP) -> fc(10);
    //~                                     ^^^^ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
    Second<28x28x1> = conv(5x5, NONE) -> fc(10);
    //~                         ^^^^ conv1 reads 28x28x1: 0 filters make an output without depth
}

fn main() {}
