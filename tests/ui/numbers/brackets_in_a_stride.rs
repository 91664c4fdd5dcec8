// A list of strides.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, stride = [1, 1]) -> fc(10);
    //~                                  ^^^^^^ conv1 reads 28x28x1: … the stride … `[ .. ]`
    //~ help: … 1x1
}

fn main() {}
