// Several zeros in one layer at once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0, stride = 0, groups = 0, dilation = 0) -> fc(10);
    //~                      ^ conv1 reads 28x28x1: 0 filters make an output without depth
    //~                                  ^ conv1 reads 28x28x1: stride 0 never moves the window
    //~                                              ^ conv1 reads 28x28x1: the depth cannot be split into 0 groups
    //~                                                            ^ conv1 reads 28x28x1: dilation 0 puts all taps
}

fn main() {}
