// Nor units.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(-10);
    //~               ^^^ fc1 reads 28x28x1: … the number of units is not negative: `-10`
}

fn main() {}
