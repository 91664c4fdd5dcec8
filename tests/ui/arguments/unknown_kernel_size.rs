// PyTorch's word for the window.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, kernel_size = 5) -> fc(10);
    //~                          ^^^^^^^^^^^ conv1 reads 28x28x1: … no argument `kernel_size`
    //~ help: … conv(5x5, 20
}

fn main() {}
