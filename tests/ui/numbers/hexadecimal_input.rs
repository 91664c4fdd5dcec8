// `0x28` are two numbers: 0 and 28.
use convnet::convnet;

convnet! {
    Net<0x28> = fc(10);
    //~ ^^^^ the input is width x height x depth, and here are 2 numbers
}

fn main() {}
