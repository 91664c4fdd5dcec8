// Pixels are meant anyway.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = 2px) -> fc(10);
    //~                                   ^^^ conv1 reads 28x28x1: … `2px`
}

fn main() {}
