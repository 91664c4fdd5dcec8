// PyTorch's and Keras's convolution, with its own order of arguments.
use convnet::convnet;

convnet! {
    Net<28x28x1> = Conv2d(5, 20) -> relu -> fc(10);
    //~            ^^^^^^ there is no layer `Conv2d`
    //~ help: … `conv`
}

fn main() {}
