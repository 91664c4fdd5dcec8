// A cost that counts nothing teaches nothing.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.0, softmax(10)) -> relu -> softmax(10);
    //~                                ^^^ the weight of `aux` must be above 0, not 0.0
}

fn main() {}
