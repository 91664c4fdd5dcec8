// Not with names either.
use convnet::convnet;

const K: usize = 5;

convnet! {
    Net<28x28x1> = conv(5x5, K + 1) -> fc(10);
    //~                        ^ conv1 reads 28x28x1: … `+` … the number of filters
}

fn main() {}
