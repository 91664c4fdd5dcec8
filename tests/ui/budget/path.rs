// A budget that only rustc can check.
use convnet::convnet;

const FILTERS: usize = 20;
const LIMIT: usize = 100_000;

convnet! {
    LeNet<28x28x1> = conv(5x5, FILTERS) -> pool(2) -> relu -> fc(100) -> softmax(10) where params <= LIMIT;
    //~                                                                                    ^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params <= 100,000` is not kept: the network has 289,630 parameters, 189,630 too many
    //~ note: most of them in fc1 (288,100), softmax1 (1,010), conv1 (520)
}

fn main() {}
