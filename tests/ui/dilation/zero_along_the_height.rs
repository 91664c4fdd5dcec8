// One direction is enough.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 4, dilation = 1x0) -> fc(10);
    //~                                    ^^^
    //~ conv1 reads 28x28x1: dilation 0 puts all taps of the window on one place along the height
}

fn main() {}
