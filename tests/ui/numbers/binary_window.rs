// Sizes are decimal.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(0b1x1, 8) -> fc(10);
    //~                 ^^^^^ conv1 reads 28x28x1: … decimal … `0b1`
}

fn main() {}
