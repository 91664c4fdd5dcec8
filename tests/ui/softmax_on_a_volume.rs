// Softmax alone needs 1x1xN.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 10) -> softmax;
}

fn main() {}
