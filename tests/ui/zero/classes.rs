// Nothing to choose from.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax(0);
    //~                              ^ softmax1 reads 1x1x30: 0 … make an output without values
}

fn main() {}
