// Only the network has a path.
use convnet::convnet;

const FILTERS: usize = 20;

convnet! {
    LeNet<28x28x1> = conv(5x5, FILTERS) -> pool(2) -> relu -> fc(100) -> softmax(10) where params == 289_631;
    //~                                                                                    ^^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params == 289,631` is not kept: the network has 289,630 parameters, 1 too few
}

fn main() {}
