// No filters, from a constant.
use convnet::convnet;

const NONE: usize = 0;

convnet! {
    Net<28x28x1> = conv(5x5, NONE) -> fc(10);
}

fn main() {}
