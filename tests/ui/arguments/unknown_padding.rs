// PyTorch's and Keras's word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, padding = 2) -> fc(10);
    //~                          ^^^^^^^ conv1 reads 28x28x1: … no argument `padding`
    //~ help: … `pad`
}

fn main() {}
