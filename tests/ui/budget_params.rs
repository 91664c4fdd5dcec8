// The number, and the layers that cost most.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10) where params <= 100_000;
}

fn main() {}
