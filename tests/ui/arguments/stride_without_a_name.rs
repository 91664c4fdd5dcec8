// PyTorch's third argument.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, 1) -> fc(10);
    //~                          ^ conv1 reads 28x28x1: … `1` is too much
    //~ help: … stride = 1
}

fn main() {}
