// More than 64 bits.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 99999999999999999999) -> fc(10);
}

fn main() {}
