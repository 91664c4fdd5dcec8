// A constant of another type.
use convnet::convnet;

const K: i32 = 20;

convnet! {
    Net<28x28x1> = conv(5x5, K) -> fc(10);
    //~                      ^ mismatched types
}

fn main() {}
