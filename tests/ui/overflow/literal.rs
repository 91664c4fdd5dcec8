// More than 64 bits.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 99999999999999999999) -> fc(10);
    //~                      ^^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 28x28x1: … 99999999999999999999 is too large for the number of filters: at most 18446744073709551615
}

fn main() {}
