// Several arguments of one layer at once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0, stride = 0, dilation = 0, bias = 1, padding = 1) -> fc(10);
    //~                      ^ conv1 reads 28x28x1: 0 filters make an output without depth
    //~                                  ^ stride 0 never moves the window
    //~                                                ^ dilation 0 puts all taps of the window on one place
    //~                                                          ^ `bias` is `true` or `false`
    //~                                                             ^^^^^^^ no argument `padding`
}

fn main() {}
