// A cast is an expression too.
use convnet::convnet;

const K: u32 = 5;

convnet! {
    Net<28x28x1> = conv(5x5, K as usize) -> fc(10);
    //~                        ^^ conv1 reads 28x28x1: … `as` … the number of filters
}

fn main() {}
