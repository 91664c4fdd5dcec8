// Nothing is near.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, colour = 4) -> fc(10);
    //~                          ^^^^^^ conv1 reads 28x28x1: … no argument `colour`
    //~ help: … stride, pad, groups, dilation, bias, round, init
}

fn main() {}
