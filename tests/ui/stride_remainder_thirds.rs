// 8 1/3 + 1 has no short decimal fraction.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(3, stride = 3) -> fc(10);
}

fn main() {}
