// A network may be too small.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where params >= 30_000;
    //~                                                                    ^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params >= 30,000` is not kept: the network has 29,330 parameters, 670 too few
}

fn main() {}
