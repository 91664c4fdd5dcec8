// Filters are counted with one number.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20x2) -> fc(10);
    //~                      ^^^^ conv1 reads 28x28x1: … the number of filters is one number, and here are 2
}

fn main() {}
