// A block is known in its invocation alone.
use convnet::convnet;

convnet! {
    pub block basic(k) = conv(3x3, k);
//~ ^^^ a block has no visibility
    //~ help: leave it out
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
