// Keras's plural.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, strides = 1) -> fc(10);
    //~                          ^^^^^^^ conv1 reads 28x28x1: … no argument `strides`
    //~ help: … `stride`
}

fn main() {}
