// No units, from a constant.
use convnet::convnet;

const NONE: usize = 0;

convnet! {
    Net<28x28x1> = fc(NONE);
    //~               ^^^^ fc1 reads 28x28x1: 0 units make an output without values
}

fn main() {}
