// `same` is the only word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = valid) -> conv(3x3, 8, pad = 1.5) -> fc(10);
}

fn main() {}
