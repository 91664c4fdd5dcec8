// Cropping is another thing.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = -1) -> fc(10);
    //~                               ^^ conv1 reads 28x28x1: … the pad is not negative: `-1`
}

fn main() {}
