// A stride has two directions.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, stride = 1x1x1) -> fc(10);
    //~                                  ^^^^^
    //~ conv1 reads 28x28x1: … the stride is one number or width x height, and here are 3 numbers
}

fn main() {}
