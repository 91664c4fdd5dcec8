// Letters cannot be a height.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(0x0F, 8) -> fc(10);
    //~                 ^^^^ conv1 reads 28x28x1: … `0x0F` … decimal
}

fn main() {}
