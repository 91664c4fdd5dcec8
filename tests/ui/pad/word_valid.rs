// Keras calls it `valid` that nothing is put around the input.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = valid) -> fc(10);
    //~                               ^^^^^ conv1 reads 28x28x1: … the pad is a number or `same`, not `valid`
}

fn main() {}
