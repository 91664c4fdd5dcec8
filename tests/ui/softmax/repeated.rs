// Copies are second ones too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (fc(30) -> softmax) * 2;
    //~                       ^^^^^^^ a softmax is the last layer, so it is not repeated
    //~ help: a network has one softmax, at its end
}

fn main() {}
