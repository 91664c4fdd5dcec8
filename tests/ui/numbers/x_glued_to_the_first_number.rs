// A space on the other side only.
use convnet::convnet;

const K: usize = 5;

convnet! {
    Net<28x28x1> = conv(5x K, 8) -> fc(10);
    //~                 ^^ conv1 reads 28x28x1: … `5x` is one word to the compiler
    //~ help: … `5 x
}

fn main() {}
