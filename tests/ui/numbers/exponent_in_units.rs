// A whole number is written out.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(1e3);
    //~               ^^^ fc1 reads 28x28x1: … the number of units … whole number, not `1e3`
    //~ help: … 1000
}

fn main() {}
