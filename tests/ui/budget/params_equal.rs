// One too few.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10)
        where params == 289_631;
    //~       ^^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params == 289,631` is not kept: the network has 289,630 parameters, 1 too few
}

fn main() {}
