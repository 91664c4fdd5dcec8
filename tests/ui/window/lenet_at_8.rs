// LeNet's second convolution on a thumbnail.
use convnet::convnet;

convnet! {
    LeNet<8x8x1> = conv(5x5, 20) -> pool(2) -> conv(5x5, 50) -> pool(2) -> fc(500) -> relu -> softmax(10);
    //~                                             ^^^
    //~ conv2 reads 2x2x20: the 5x5 window is larger than its padded input: 2 + 2·0 = 2 < 5
    //~ help: window 2x2 gives 1x1
}

fn main() {}
