// Half of a window of 4 less one.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(4x4, 8, pad = 1.5) -> fc(10);
    //~                               ^^^ conv1 reads 28x28x1: … the pad … whole number, not `1.5`
}

fn main() {}
