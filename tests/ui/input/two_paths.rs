// Two paths are two.
use convnet::convnet;

const W: usize = 28;
const H: usize = 28;

convnet! {
    Name<W x H> = fc(10);
    //~  ^^^^^ the input is width x height x depth, and here are 2 numbers
    //~ help: `W x H x 1` is a gray image
}

fn main() {}
