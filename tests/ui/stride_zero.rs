// A window that never moves.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = 0) -> pool(2, stride = 0x1) -> fc(10);
}

fn main() {}
