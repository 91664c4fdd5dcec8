// Volumes that are joined along the depth have one width and one height.
use convnet::convnet;

convnet! {
    Net<28x28x8> = concat(conv(1x1, 4), conv(1x3, 4), pool(3, stride = 1, pad = 1)) -> fc(10);
    //~                                 ^^^^^^^^^^^^ concat1: the branches give 28x28x4, 28x26x4, 28x28x8: branch 2 differs, and volumes are joined along the depth where width and height are equal
}

fn main() {}
