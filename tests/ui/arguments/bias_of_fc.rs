// A fully connected layer always has one.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, bias = false);
    //~                   ^^^^ fc1 reads 28x28x1: … no argument `bias`
}

fn main() {}
