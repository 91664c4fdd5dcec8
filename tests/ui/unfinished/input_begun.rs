// The first number.
use convnet::convnet;

convnet! {
    Net<28
//~    ^ `>` is missing after the input of `Net`
}

fn main() {}
