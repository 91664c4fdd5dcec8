// What a path leaves open is checked by rustc behind it too: here the literal stride is to blame.
use convnet::convnet;

const F: usize = 3;

convnet! {
    Net<28x28x1> = conv(F x F, 10) -> conv(3x3, 10, stride = 2) -> fc(10);
}

fn main() {}
