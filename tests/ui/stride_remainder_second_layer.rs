// The message names the layer by its label, and the volume that reaches it.
use convnet::convnet;

convnet! {
    Net<32x32x3> = conv(3x3, 16, pad = 1) -> relu -> second: conv(4x4, 32, stride = 3) -> relu -> softmax(10);
}

fn main() {}
