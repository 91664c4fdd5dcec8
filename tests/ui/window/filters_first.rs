// PyTorch's order, the number of filters first, makes a window of 64.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(64, 3) -> relu -> fc(10);
    //~                 ^^ conv1 reads 28x28x1: the 64x64 window is larger than its padded input: 28 + 2·0 = 28 < 64
}

fn main() {}
