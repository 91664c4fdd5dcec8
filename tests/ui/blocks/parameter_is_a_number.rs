// A value where a parameter is declared.
use convnet::convnet;

convnet! {
    block basic(8) = conv(3x3, 8) -> relu;
    //~         ^ a parameter is a name, or a name and its default: `s = 1`
    Net<28x28x8> = basic(8) -> fc(10);
}

fn main() {}
