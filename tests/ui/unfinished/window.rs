// The window, and the comma behind it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, )
    //~            ^^^^ conv1 reads 28x28x1: … the number of filters
}

fn main() {}
