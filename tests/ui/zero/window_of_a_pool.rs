// A window of nothing.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> pool(0) -> fc(10);
    //~                                 ^ pool1 reads 24x24x8: the 0x0 window is 0 wide and 0 high
}

fn main() {}
