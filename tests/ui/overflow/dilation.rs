// A window that reaches too far.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, dilation = 18446744073709551615) -> fc(10);
    //~                                    ^^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 28x28x1: the dilated window reaches farther than can be counted
}

fn main() {}
