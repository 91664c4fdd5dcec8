// PyTorch's order, the number of filters first.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(20, 5x5) -> fc(10);
    //~                 ^^^^^^^ conv1 reads 28x28x1: the window stands before the filters
    //~ help: … conv(5x5, 20)
}

fn main() {}
