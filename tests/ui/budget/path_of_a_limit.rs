// Only the limit is a path.
use convnet::convnet;

const LIMIT: usize = 500_000;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> softmax(10) where macs <= LIMIT;
    //~                                                                               ^^^^^^^^^^^^^
    //~ LeNet: the budget `macs <= 500,000` is not kept: the network has 577,000 multiply-adds, 77,000 too many
    //~ note: most of them in conv1 (288,000), fc1 (288,000), softmax1 (1,000)
}

fn main() {}
