// Another type is no help.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20u32) -> fc(10);
    //~                      ^^^^^ conv1 reads 28x28x1: … `u32` does not belong to the number `20u32`
    //~ help: … 20
}

fn main() {}
