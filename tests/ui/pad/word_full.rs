// Theano's word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = full) -> fc(10);
    //~                               ^^^^ conv1 reads 28x28x1: … the pad is a number or `same`, not `full`
}

fn main() {}
