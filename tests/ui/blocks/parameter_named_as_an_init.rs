// In the body `init = small` would become a number.
use convnet::convnet;

convnet! {
    block basic(small) = fc(small) -> relu;
    //~         ^^^^^ `small` is a word of the language already
    //~ help: call the parameter otherwise
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
