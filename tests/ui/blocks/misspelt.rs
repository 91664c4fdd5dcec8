// A block's name is as near as a word.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k) -> relu;
    Net<28x28x8> = bsaic(8) -> fc(10);
    //~            ^^^^^ there is no layer `bsaic`
    //~ help: did you mean `basic`?
}

fn main() {}
