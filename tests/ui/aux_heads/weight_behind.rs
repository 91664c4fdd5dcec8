// The weight comes first.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(softmax(10), 0.3) -> relu -> softmax(10);
    //~                                             ^^^ the weight of `aux` stands before its layers
}

fn main() {}
