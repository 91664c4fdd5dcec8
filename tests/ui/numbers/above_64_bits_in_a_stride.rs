// In a stride.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, stride = 18446744073709551616) -> fc(10);
    //~                                  ^^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 28x28x1: … 18446744073709551616 is too large for the stride
}

fn main() {}
