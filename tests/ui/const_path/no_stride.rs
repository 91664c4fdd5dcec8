// A stride of nothing.
use convnet::convnet;

const STEP: usize = 0;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = STEP) -> fc(10);
    //~                                   ^^^^ conv1 reads 28x28x1: stride 0 never moves the window
}

fn main() {}
