// The number of filters comes before what has a name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, pad = 1, 8) -> fc(10);
    //~                               ^ conv1 reads 28x28x1: … the number of filters stands before the named arguments
    //~ help: … conv(
}

fn main() {}
