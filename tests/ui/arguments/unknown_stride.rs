// The nearest known argument.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(4x4, 20, strid = 2) -> fc(10);
    //~                          ^^^^^ conv1 reads 28x28x1: … no argument `strid`
    //~ help: … `stride`
}

fn main() {}
