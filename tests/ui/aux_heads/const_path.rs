// How many classes a constant makes, rustc says.
use convnet::convnet;

const CLASSES: usize = 100;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, softmax(CLASSES)) -> relu -> softmax(10);
    //~                            ^^^ `aux1` gives 1x1x100, and the network 1x1x10
}

fn main() {}
