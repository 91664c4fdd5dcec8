// An editor closes brackets.
use convnet::convnet;

convnet! {
    Net<>
//~    ^^ the input is missing
}

fn main() {}
