// Only the width leaves a remainder.
use convnet::convnet;

convnet! {
    Net<28x27x1> = conv(3x3, 8, stride = 2) -> fc(10);
    //~                                  ^
    //~ conv1 reads 28x27x1: stride 2 does not fit along the width: (28 − 3 + 2·0)/2 + 1 = 13.5
    //~ help: stride 1 gives 26x25
}

fn main() {}
