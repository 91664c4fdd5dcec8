// The first letters of a word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = con
    //~            ^^^ there is no layer `con`
    //~ help: … `conv`
}

fn main() {}
