// Words are no numbers.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc("ten");
    //~               ^^^^^ fc1 reads 28x28x1: … the number of units … whole number … "ten"
}

fn main() {}
