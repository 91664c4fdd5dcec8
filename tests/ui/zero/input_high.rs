// An input without rows.
use convnet::convnet;

convnet! {
    Net<28x0x1> = fc(10);
    //~ ^^^^^^ the input 28x0x1 is 0 high
}

fn main() {}
