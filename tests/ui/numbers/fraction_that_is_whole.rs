// A point that says nothing.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5.0, 8) -> fc(10);
    //~                 ^^^ conv1 reads 28x28x1: … the window … whole number, not `5.0`
    //~ help: … 5
}

fn main() {}
