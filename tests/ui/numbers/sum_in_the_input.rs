// Nor in the input.
use convnet::convnet;

const SIDE: usize = 28;

convnet! {
    Net<SIDE - 1 x 28 x 1> = fc(10);
    //~      ^ `-` … the input
}

fn main() {}
