// The reach of a dilated window stands in the formula.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2, dilation = 2) -> fc(10);
    //~                                  ^
    //~ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5, where 5 = (3 − 1)·2 + 1 is the dilated
    //~ window
    //~ help: stride 1 gives 24x24
}

fn main() {}
