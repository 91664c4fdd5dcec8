// Two times `x`.
use convnet::convnet;

convnet! {
    Net<28xx1> = fc(10);
    //~ ^^^^^ the input … `28xx1`
}

fn main() {}
