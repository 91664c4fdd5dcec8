// A head answers the same question as the network.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, relu -> fc(10)) -> relu -> softmax(10);
    //~                                             ^^ `aux1` ends without softmax, the network with
    //~ help: both learn from the same target
    //~ help: `softmax(N)` is `fc(N)` and softmax
}

fn main() {}
