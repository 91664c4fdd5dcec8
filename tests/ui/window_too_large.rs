// A window larger than its input.
use convnet::convnet;

convnet! {
    Net<4x4x1> = conv(5x5, 8) -> fc(10);
}

fn main() {}
