// A block that would have no end.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k) -> basic(k);
    //~                              ^^^^^ the block `basic` uses itself
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
