// What is missing, and how it is written.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5) -> fc(10);
    //~            ^^^^ conv1 reads 28x28x1: … the number of filters
    //~ help: … conv(5x5, 20
}

fn main() {}
