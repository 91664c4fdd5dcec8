// A window has no depth of its own.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5x1, 8) -> fc(10);
    //~                 ^^^^^ conv1 reads 28x28x1: … the window is one number or width x height, and here are 3 numbers
    //~ help: … 5x5
}

fn main() {}
