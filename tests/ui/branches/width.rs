// A window without padding makes a branch smaller.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(identity, conv(3x3, 8)) -> fc(10);
    //~                          ^^^^^^^^^^^^ add1: the branches give 28x28x8, 26x26x8: branch 2 differs, and a sum is of equal volumes
}

fn main() {}
