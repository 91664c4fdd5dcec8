// Groups are a convolution's.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2, groups = 2) -> fc(10);
    //~                                     ^^^^^^ pool1 reads 24x24x20: … no argument `groups`
    //~ help: … stride, pad, round
}

fn main() {}
