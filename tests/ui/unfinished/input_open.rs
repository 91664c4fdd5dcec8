// The bracket.
use convnet::convnet;

convnet! {
    Net<
//~    ^ `>` is missing after the input of `Net`
}

fn main() {}
