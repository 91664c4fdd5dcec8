// The `x` behind it.
use convnet::convnet;

convnet! {
    Net<28x>
    //~ ^^^ the input … `28x`
}

fn main() {}
