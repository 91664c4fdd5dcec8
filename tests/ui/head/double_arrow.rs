// An arm of a match.
use convnet::convnet;

convnet! {
    C<28x28x1> => fc(10);
    //~        ^^ `=` stands before the layers, not `=>`
}

fn main() {}
