// Branches that differ within a block.
use convnet::convnet;

convnet! {
    block residual(k) = add(identity, conv(3x3, k, pad = 1) -> relu);
    //~                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ add1: the branches give 28x28x8, 28x28x16: branch 2 differs
    //~ help: `conv(1x1, 8)` at its end
    Net<28x28x8> = residual(16) -> fc(10);
}

fn main() {}
