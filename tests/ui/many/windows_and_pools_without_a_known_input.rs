// What depends on the layer alone is found behind a mistake too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(0x5, 8) -> conv(5x0, 8) -> pool(0) -> pool(2, pad = 2) -> pool(2, stride = 0x1) -> fc(10);
    //~                 ^^^ conv1 reads 28x28x1: the 0x5 window is 0 wide
    //~                                 ^^^ conv2: the 5x0 window is 0 high
    //~                                                 ^ pool1: the 0x0 window is 0 wide and 0 high
    //~                                                                     ^
    //~ pool2: pad 2 is not smaller than the 2x2 window
    //~                                                                                            ^^^
    //~ pool3: stride 0 never moves the window along the width
}

fn main() {}
