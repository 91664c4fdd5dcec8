// What is missing, and how it is written.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5) -> conv -> pool -> lrn -> fc -> softmax(10);
}

fn main() {}
