// Probabilities are the end of a network, and a branch is not.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(softmax(10), fc(10)) -> relu;
    //~                ^^^^^^^ `softmax1` is not the last layer: `fc1` follows
}

fn main() {}
