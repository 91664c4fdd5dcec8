// A volume that only rustc knows.
use convnet::convnet;

const F: usize = 27;

convnet! {
    Net<28x28x1> = conv(F x F, 10) -> softmax;
}

fn main() {}
