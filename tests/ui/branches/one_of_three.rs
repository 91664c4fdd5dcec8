// Of three branches the one that differs is to blame, wherever it stands.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(conv(1x1, 4), conv(1x1, 8), identity) -> fc(10);
    //~                ^^^^^^^^^^^^ add1: the branches give 28x28x4, 28x28x8, 28x28x8: branch 1 differs
    //~ help: `conv(1x1, 8)` at its end makes it 8 deep
}

fn main() {}
