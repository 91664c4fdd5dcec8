// No filters, from a constant.
use convnet::convnet;

const NONE: usize = 0;

convnet! {
    Net<28x28x1> = conv(5x5, NONE) -> fc(10);
    //~                      ^^^^ conv1 reads 28x28x1: 0 filters make an output without depth
}

fn main() {}
