// A mistake that one block hands on to another: on the number that the network gives.
use convnet::convnet;

convnet! {
    block unit(k) = conv(3x3, k, pad = 1) -> bn -> relu;
    block stage(k, n = 2) = (unit(k)) * n;
    Net<28x28x8> = stage(8) -> stage(0, n = 3) -> stage(8, 0) -> fc(10);
    //~                              ^ conv3 reads 28x28x8: 0 filters make an output without depth
    //~                                                    ^ layers repeated 0 times are no layers
}

fn main() {}
