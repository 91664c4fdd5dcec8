// Caffe's convolution.
use convnet::convnet;

convnet! {
    Net<28x28x1> = Convolution(5x5, 20) -> fc(10);
    //~            ^^^^^^^^^^^ there is no layer `Convolution`
    //~ help: … `conv`
}

fn main() {}
