// What a path leaves open does not hide a zero.
use convnet::convnet;

const K: usize = 5;

convnet! {
    Net<28x28x1> = conv(K x K, 0) -> fc(10);
    //~                        ^ conv1 reads 28x28x1: 0 filters make an output without depth
}

fn main() {}
