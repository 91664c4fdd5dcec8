// Every zero of a chain is found in one run.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0) -> conv(3x3, 4, groups = 0) -> conv(3x3, 4, dilation = 0) -> lrn(0) -> fc(0) -> fc(10);
    //~                      ^ conv1 reads 28x28x1: 0 filters make an output without depth
    //~                                                  ^ conv2: the depth cannot be split into 0 groups
    //~                                                                                ^
    //~ conv3: dilation 0 puts all taps of the window on one place
    //~                                                                                          ^
    //~ lrn1: a sum over 0 depth slices normalises nothing
    //~                                                                                                   ^
    //~ fc1: 0 units make an output without values
}

fn main() {}
