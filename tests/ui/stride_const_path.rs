// A path is checked by rustc, with the same function and the same words.
use convnet::convnet;

const STEP: usize = 2;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = STEP) -> fc(10);
}

fn main() {}
