// A branch without layers has a word.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(relu, , tanh) -> fc(10);
    //~                      ^ a branch of `add` is missing before this comma
    //~ help: leave the comma out, or write `identity`
}

fn main() {}
