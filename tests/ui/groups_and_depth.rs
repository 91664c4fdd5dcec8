// The groups do not divide the depth.
use convnet::convnet;

convnet! {
    Net<28x28x3> = conv(3x3, 8, groups = 2) -> fc(10);
}

fn main() {}
