// The layer that fails is named with the number of its copy, once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (conv(5x5, 20) -> pool(2)) * 3 -> softmax(10);
}

fn main() {}
