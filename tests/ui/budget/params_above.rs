// Above is not at least.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where params > 29_330;
    //~                                                                    ^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params > 29,330` is not kept: the network has 29,330 parameters
}

fn main() {}
