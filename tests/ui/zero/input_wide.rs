// An input without columns.
use convnet::convnet;

convnet! {
    Net<0x28x1> = fc(10);
    //~ ^^^^^^ the input 0x28x1 is 0 wide
}

fn main() {}
