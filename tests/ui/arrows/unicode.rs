// The sign that an editor may make of `->`; rustc refuses it, and we see no arrow at all.
use convnet::convnet;

convnet! {
    G<28x28x1> = relu → tanh;
    //~               ^ unknown start of token: \u{2192}
    //~                 ^^^^ `->` is missing before `tanh`
}

fn main() {}
