// `same` keeps the size, a stride above 1 does not.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2, pad = same) -> fc(10);
}

fn main() {}
