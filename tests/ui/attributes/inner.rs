// The invocation is no module.
use convnet::convnet;

convnet! {
    #![allow(dead_code)]
//~ ^ `#`
    Net<28x28x1> = fc(10);
}

fn main() {}
