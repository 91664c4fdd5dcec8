// The word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv
    //~            ^^^^ conv1 reads 28x28x1: … the window and the number of filters
}

fn main() {}
