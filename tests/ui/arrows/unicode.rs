// The sign that an editor may make of `->`; rustc refuses it, and reads on without it.
use convnet::convnet;

convnet! {
    G<28x28x1> = relu → tanh;
    //~               ^ unknown start of token: \u{2192}
}

fn main() {}
