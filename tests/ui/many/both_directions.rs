// Width and height that fail each in its own way.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2 x 4) -> fc(10);
    //~                                  ^^^^^ conv1 reads 28x28x1: stride 2x4 does not fit
    //~ (28 − 3 + 2·0)/2 + 1 = 13.5 along the width
    //~ (28 − 3 + 2·0)/4 + 1 = 7.25 along the height
    //~ help: stride 1 gives 26x26; window 4x4 gives 13x7
}

fn main() {}
