// A label.
use convnet::convnet;

convnet! {
    Net<28x28x1> = edges:;
    //~            ^^^^^^ a layer is missing after the label `edges`
}

fn main() {}
