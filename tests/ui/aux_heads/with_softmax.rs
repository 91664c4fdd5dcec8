// Probabilities are not compared with values.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, relu -> softmax(10)) -> relu -> fc(10);
    //~                                             ^^^^^^^ `aux1` ends with softmax, the network without
    //~ help: both learn from the same target
    //~ help: without softmax it is `fc(N)`
}

fn main() {}
