// The depth is that of the input.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, in_channels = 1) -> fc(10);
    //~                          ^^^^^^^^^^^ conv1 reads 28x28x1: … no argument `in_channels`
}

fn main() {}
