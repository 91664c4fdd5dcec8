// One direction is enough.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2x1, pad = same) -> fc(10);
    //~                                  ^^^
    //~ conv1 reads 28x28x1: `pad = same` keeps the size, which stride 2x1 does not along the width
}

fn main() {}
