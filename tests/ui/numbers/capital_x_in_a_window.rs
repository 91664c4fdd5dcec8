// An `X` is not an `x`.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5X5, 8) -> fc(10);
    //~                 ^^^ conv1 reads 28x28x1: … `5X5`
    //~ help: … 5x5
}

fn main() {}
