// (28 − 5)/2 is not whole.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20, stride = 2) -> relu -> softmax(10);
}

fn main() {}
