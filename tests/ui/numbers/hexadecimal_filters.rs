// Two numbers again.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0x20) -> fc(10);
    //~                      ^^^^ conv1 reads 28x28x1: … the number of filters … `0x20`
    //~ help: … 32
}

fn main() {}
