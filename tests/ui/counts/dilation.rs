// A dilation too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, dilation = 2 x 2 x 2) -> fc(10);
    //~                                    ^^^^^^^^^
    //~ conv1 reads 28x28x1: … the dilation is one number or width x height, and here are 3 numbers
}

fn main() {}
