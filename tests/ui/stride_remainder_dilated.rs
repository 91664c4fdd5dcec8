// The reach of a dilated window stands in the formula.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2, dilation = 2) -> fc(10);
}

fn main() {}
