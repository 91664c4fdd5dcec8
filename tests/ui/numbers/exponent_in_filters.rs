// For filters too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 2e1) -> fc(10);
    //~                      ^^^ conv1 reads 28x28x1: … the number of filters … whole number, not `2e1`
    //~ help: … 20
}

fn main() {}
