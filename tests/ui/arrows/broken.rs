// An arrow in two.
use convnet::convnet;

convnet! {
    F<28x28x1> = relu - > tanh;
    //~               ^^^ an arrow is one word
    //~ help: write `->`
}

fn main() {}
