// Half a filter.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8.5) -> fc(10);
    //~                      ^^^ conv1 reads 28x28x1: … the number of filters … whole number, not `8.5`
}

fn main() {}
