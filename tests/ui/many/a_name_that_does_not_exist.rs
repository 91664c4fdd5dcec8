// rustc looks for a name in a network that has other mistakes too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, FILTERS, strid = 1) -> relu -> conv(3x3, 8, dilation = 0) -> fc(UNITS);
    //~                               ^^^^^ conv1 reads 28x28x1: … no argument `strid`
    //~                                                                             ^ dilation 0
    //~                                                                                      ^^^^^ cannot find value `UNITS`
}

fn main() {}
