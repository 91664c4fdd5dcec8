// Caffe's and TensorFlow's four sides are two directions here.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = 2x2x2x2) -> fc(10);
    //~                               ^^^^^^^
    //~ conv1 reads 28x28x1: … the pad is one number or width x height, and here are 4 numbers
    //~ help: … 2x2
}

fn main() {}
