// A block stands before what uses it.
use convnet::convnet;

convnet! {
    Net<28x28x8> = basic(3) -> fc(10);
    //~            ^^^^^ the block `basic` is declared further down
    //~ help: a block stands before what uses it
    block basic(k) = conv(3x3, k) -> relu;
}

fn main() {}
