// The depth of a gray image is 1.
use convnet::convnet;

convnet! {
    Flat<28x28> = fc(10);
    //~  ^^^^^ the input is width x height x depth, and here are 2 numbers
    //~ help: `28x28x1` is a gray image, `28x28x3` one in colour
}

fn main() {}
