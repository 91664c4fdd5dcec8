// Python's quotes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = "same") -> fc(10);
    //~                               ^^^^^^ conv1 reads 28x28x1: … the pad
    //~ help: `pad = same`
}

fn main() {}
