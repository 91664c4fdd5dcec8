// A head begins with what its cost counts.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(fc(10) -> softmax) -> relu -> softmax(10);
    //~                                ^^ `aux` begins with the weight of its cost: a number above 0
    //~ help: `0.3`, as in GoogLeNet's paper
}

fn main() {}
