// PyTorch's order, depth first, makes an image that is 3 wide.
use convnet::convnet;

convnet! {
    AlexNet<3x227x227> = conv(11x11, 96, stride = 4) -> relu -> fc(10);
    //~                       ^^^^^
    //~ conv1 reads 3x227x227: the 11x11 window is wider than its padded input: 3 + 2·0 = 3 < 11
}

fn main() {}
