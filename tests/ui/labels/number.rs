// Nor is it a number.
use convnet::convnet;

convnet! {
    Net<28x28x1> = 1: conv(5x5, 20) -> fc(10);
    //~            ^ the label 1 is no plain Rust name
}

fn main() {}
