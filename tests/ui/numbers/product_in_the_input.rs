// Nor in the input.
use convnet::convnet;

convnet! {
    Net<28*28*1> = fc(10);
    //~   ^ `*` does not stand between two sizes
    //~ help: … 28x28x1
}

fn main() {}
