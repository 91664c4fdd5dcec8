// Counts too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0b100) -> fc(10);
    //~                      ^^^^^ conv1 reads 28x28x1: … decimal … `0b100`
    //~ help: … 4
}

fn main() {}
