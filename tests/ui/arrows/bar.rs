// A shell's pipe.
use convnet::convnet;

convnet! {
    G<28x28x1> = relu | tanh;
    //~               ^ `|` does not join layers
    //~ help: write `->`
}

fn main() {}
