// An output that cannot be addressed.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 18446744073709551615) -> fc(10);
    //~                      ^^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 28x28x1: the layer's output has more values than can be addressed
}

fn main() {}
