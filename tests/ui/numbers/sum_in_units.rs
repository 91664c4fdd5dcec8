// The macro does not calculate.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(5 + 5);
    //~                 ^ fc1 reads 28x28x1: … `+` … the number of units
}

fn main() {}
