// A padded input that cannot be counted.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = 18446744073709551615) -> fc(10);
    //~                               ^^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 28x28x1: the padded input is larger than can be counted
}

fn main() {}
