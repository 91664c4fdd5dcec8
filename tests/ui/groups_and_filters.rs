// The groups do not divide the filters.
use convnet::convnet;

convnet! {
    Net<28x28x4> = conv(3x3, 10, groups = 4) -> fc(10);
}

fn main() {}
