// A stride beyond the whole input.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 100) -> fc(10);
    //~                                  ^^^ conv1 reads 28x28x1: stride 100 does not fit: (28 − 3 + 2·0)/100 + 1 = 1.25
}

fn main() {}
