// An input without width, from a constant.
use convnet::convnet;

const SIDE: usize = 0;

convnet! {
    Net<SIDE x SIDE x 1> = fc(10);
    //~ ^^^^ the input 0x0x1 is 0 wide
}

fn main() {}
