// Of two strides the wider one is to blame.
use convnet::convnet;

convnet! {
    Net<28x20x3> = conv(3x5, 8, stride = 2x3) -> fc(10);
    //~                                  ^^^
    //~ conv1 reads 28x20x3: stride 2x3 does not fit along the width: (28 − 3 + 2·0)/2 + 1 = 13.5
}

fn main() {}
