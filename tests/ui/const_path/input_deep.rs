// An input without depth.
use convnet::convnet;

const DEPTH: usize = 0;

convnet! {
    Net<28 x 28 x DEPTH> = fc(10);
    //~           ^^^^^ the input 28x28x0 is 0 deep
}

fn main() {}
