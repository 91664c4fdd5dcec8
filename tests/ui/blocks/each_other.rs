// Two blocks that would have no end.
use convnet::convnet;

convnet! {
    block one(k) = conv(3x3, k) -> two(k);
    //~                            ^^^ the block `two` is declared further down
    block two(k) = one(k) -> relu;
    Net<28x28x8> = two(3) -> fc(10);
}

fn main() {}
