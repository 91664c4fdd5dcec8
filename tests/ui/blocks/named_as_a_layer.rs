// A word of the language is no name.
use convnet::convnet;

convnet! {
    block conv(k) = fc(k) -> relu;
    //~   ^^^^ `conv` is a word of the language already
    Net<28x28x8> = conv(3x3, 8) -> fc(10);
}

fn main() {}
