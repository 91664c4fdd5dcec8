// A convolution without parentheses.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv -> fc(10);
    //~            ^^^^ conv1 reads 28x28x1: … the window and the number of filters
    //~ help: … conv(5x5, 20
}

fn main() {}
