// A window of one column.
use convnet::convnet;

convnet! {
    Net<28x2x1> = conv(1x3, 4) -> fc(10);
    //~                ^^^ conv1 reads 28x2x1: the 1x3 window is higher than its padded input: 2 + 2·0 = 2 < 3
}

fn main() {}
