// (28 − 5)/2 is not whole.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20, stride = 2) -> relu -> softmax(10);
    //~                                     ^ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
    //~ help: stride 1 gives 24x24; window 4x4 gives 13x13; window 6x6 gives 12x12
    //~ help: `round = floor` gives 12x12; `round = ceil` gives 13x13
}

fn main() {}
