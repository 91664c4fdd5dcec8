// An output without depth.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0) -> fc(10);
    //~                      ^ conv1 reads 28x28x1: 0 filters make an output without depth
}

fn main() {}
