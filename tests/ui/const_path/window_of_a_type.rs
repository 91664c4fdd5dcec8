// A constant of a type.
use convnet::convnet;

struct Sizes;

impl Sizes {
    const F: usize = 29;
}

convnet! {
    Net<28x28x1> = conv(Sizes::F, 8) -> fc(10);
    //~                 ^^^^^^^^
    //~ conv1 reads 28x28x1: the 29x29 window is larger than its padded input: 28 + 2·0 = 28 < 29
}

fn main() {}
