// Half a unit.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(1.5);
    //~               ^^^ fc1 reads 28x28x1: … the number of units … whole number, not `1.5`
}

fn main() {}
