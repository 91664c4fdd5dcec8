// And a letter among the digits.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(0x1F);
    //~               ^^^^ fc1 reads 28x28x1: … `0x1F`
    //~ help: … 31
}

fn main() {}
