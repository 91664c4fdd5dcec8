// A block ends as a network does.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k) -> relu
    //~                              ^^^^ `;` is missing after this block
    //~ help: each block ends in `;`
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
