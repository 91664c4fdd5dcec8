// Copies are second ones too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (fc(30) -> softmax) * 2;
}

fn main() {}
