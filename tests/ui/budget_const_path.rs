// A budget that only rustc can check.
use convnet::convnet;

const FILTERS: usize = 20;
const LIMIT: usize = 100_000;

convnet! {
    LeNet<28x28x1> = conv(5x5, FILTERS) -> pool(2) -> relu -> fc(100) -> softmax(10) where params <= LIMIT;
}

fn main() {}
