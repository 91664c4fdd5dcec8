// The whole input.
use convnet::convnet;

convnet! {
    Net<28x28x1>
    //~        ^ `= layers` is missing after `Net`'s input
}

fn main() {}
