// The batch is no part of the declaration.
use convnet::convnet;

convnet! {
    Four<64x28x28x1> = fc(10);
    //~  ^^^^^^^^^^ the input is width x height x depth, and here are 4 numbers
}

fn main() {}
