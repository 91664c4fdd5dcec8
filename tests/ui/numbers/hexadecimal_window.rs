// Letters cannot be a height.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(0x1F, 8) -> fc(10);
    //~                 ^^^^ conv1 reads 28x28x1: … `0x1F` … decimal
}

fn main() {}
