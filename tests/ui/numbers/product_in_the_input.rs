// Nor in the input.
use convnet::convnet;

convnet! {
    Net<28*28*1> = fc(10);
    //~   ^ `*` … the input
    //~ help: … 28x28x1
}

fn main() {}
