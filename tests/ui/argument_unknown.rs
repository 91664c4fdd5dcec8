// The nearest known argument.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, strid = 2, padding = 1, filters = 3, colour = 4) -> pool(2, groups = 2) -> fc(10);
}

fn main() {}
