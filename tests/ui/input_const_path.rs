// An input without width, from a constant.
use convnet::convnet;

const SIDE: usize = 0;

convnet! {
    Net<SIDE x SIDE x 1> = fc(10);
}

fn main() {}
