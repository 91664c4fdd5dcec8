// A constant that cannot be evaluated is its own error, and ours is none.
use convnet::convnet;

const K: usize = 1 - 2;
    //~          ^^^^^ attempt to compute `1_usize - 2_usize`, which would overflow

convnet! {
    Net<28x28x1> = conv(5x5, K) -> fc(10);
}

fn main() {}
