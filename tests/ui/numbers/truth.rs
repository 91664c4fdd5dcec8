// `true` is no number.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, true) -> fc(10);
    //~                      ^^^^ conv1 reads 28x28x1: … the number of filters
}

fn main() {}
