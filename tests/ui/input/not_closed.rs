// The bracket is not closed.
use convnet::convnet;

convnet! {
    Open<28x28x1 = fc(10);
    //~ ^ `>` is missing after the input of `Open`
}

fn main() {}
