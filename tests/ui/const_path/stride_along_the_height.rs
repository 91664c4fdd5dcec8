// The guilty half is a token of its own.
use convnet::convnet;

const STEP: usize = 2;

convnet! {
    Net<27x28x1> = conv(3x3, 20, stride = 1 x STEP) -> fc(10);
    //~                                       ^^^^
    //~ conv1 reads 27x28x1: stride 1x2 does not fit along the height: (28 − 3 + 2·0)/2 + 1 = 13.5
}

fn main() {}
