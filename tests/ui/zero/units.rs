// An output without values.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> fc(0) -> softmax(10);
    //~                                ^ fc1 reads 24x24x20: 0 units make an output without values
}

fn main() {}
