// A dash is no part of a name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = first-layer: conv(5x5, 20) -> fc(10);
    //~                 ^ `-`
}

fn main() {}
