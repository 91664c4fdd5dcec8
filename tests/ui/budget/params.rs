// The number, and the layers that cost most.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10)
        where params <= 100_000;
    //~       ^^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params <= 100,000` is not kept: the network has 289,630 parameters, 189,630 too many
    //~ note: most of them in fc1 (288,100), softmax1 (1,010), conv1 (520)
}

fn main() {}
