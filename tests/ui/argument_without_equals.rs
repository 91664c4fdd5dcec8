// Habits of other languages.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride 2) -> pool(2, pad: 1) -> conv(3x3, pad = 1, 8) -> conv(3x3, , 8) -> conv(3x3, 8, pad =) -> fc(10);
}

fn main() {}
