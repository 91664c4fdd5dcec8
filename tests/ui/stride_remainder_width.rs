// Only the width leaves a remainder.
use convnet::convnet;

convnet! {
    Net<28x27x1> = conv(3x3, 8, stride = 2) -> fc(10);
}

fn main() {}
