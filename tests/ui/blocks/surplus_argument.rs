// More arguments than parameters.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k) -> relu;
    Net<28x28x8> = basic(8, 16) -> fc(10);
    //~                     ^^ the block `basic` has 1 parameter
    //~ help: `basic(k)`
}

fn main() {}
