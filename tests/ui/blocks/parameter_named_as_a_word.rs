// In the body every `x` would become a number.
use convnet::convnet;

convnet! {
    block basic(x) = conv(3x3, x) -> relu;
    //~         ^ `x` is a word of the language already
    //~ help: call the parameter otherwise
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
