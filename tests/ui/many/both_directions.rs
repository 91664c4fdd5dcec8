// Width and height that fail each in its own way.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2 x 3) -> fc(10);
    //~                                  ^^^^^
    //~ conv1 reads 28x28x1: stride 2x3 does not fit … (28 − 3 + 2·0)/2 + 1 = 13.5
}

fn main() {}
