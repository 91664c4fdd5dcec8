// A head has as many classes as the network.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> early: aux(0.3, relu -> softmax(100)) -> relu -> softmax(10);
    //~                                                            ^^^ `early` gives 1x1x100, and the network 1x1x10
    //~ help: … `softmax1` gives 1x1x10
    //~ help: 10 fits
}

fn main() {}
