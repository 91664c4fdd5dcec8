// And too many.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where params == 29_000;
    //~                                                                    ^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params == 29,000` is not kept: the network has 29,330 parameters, 330 too many
    //~ note: most of them in softmax1 (28,810), conv1 (520)
}

fn main() {}
