// A default that is no integer; what uses the block is not blamed.
use convnet::convnet;

convnet! {
    block basic(k = 1.5) = conv(3x3, k) -> relu;
    //~             ^^^ the default of `k` is a whole number, not `1.5`
    Net<28x28x8> = basic -> fc(10);
}

fn main() {}
