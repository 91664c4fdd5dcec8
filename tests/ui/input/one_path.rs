// One path is one number.
use convnet::convnet;

const SIDE: usize = 28;

convnet! {
    Name<SIDE> = fc(10);
    //~  ^^^^ the input is width x height x depth, and here is one number
    //~ help: `SIDE x SIDE x 1` is a gray image
}

fn main() {}
