// A path as an argument: rustc is told of the argument.
use convnet::convnet;

const STEP: usize = 2;

convnet! {
    block basic(k, s = 1) = conv(3x3, k, stride = s) -> relu;
    Net<28x28x8> = basic(8, STEP) -> fc(10);
    //~                     ^^^^ conv1 reads 28x28x8: stride 2 does not fit
}

fn main() {}
