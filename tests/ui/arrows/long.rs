// An arrow that is too long.
use convnet::convnet;

convnet! {
    G<28x28x1> = relu --> tanh;
    //~               ^^^ `-->`
    //~ help: … `->`
}

fn main() {}
