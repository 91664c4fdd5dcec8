// A label.
use convnet::convnet;

convnet! {
    Net<28x28x1> = edges:;
    //~            ^^^^^ the label `edges` stands before no layer
}

fn main() {}
