// Every budget of a clause is checked.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where macs < 100_000, params == 29_000, params >= 30_000;
}

fn main() {}
