// The first step of a residual block halves the volume, and so must the other branch.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(conv(3x3, 16, stride = 2, pad = 1, round = floor), identity) -> fc(10);
    //~                                                                   ^^^^^^^^ add1: the branches give 14x14x16, 28x28x8: branch 2 differs
}

fn main() {}
