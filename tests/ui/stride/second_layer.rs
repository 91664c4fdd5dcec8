// The message names the layer by its label, and the volume that reaches it.
use convnet::convnet;

convnet! {
    Net<32x32x3> = conv(3x3, 16, pad = 1) -> relu -> second: conv(4x4, 32, stride = 3) -> relu -> softmax(10);
    //~                                                                             ^
    //~ second reads 32x32x16: stride 3 does not fit: (32 − 4 + 2·0)/3 + 1 ≈ 10.33
    //~ help: stride 2 gives 15x15; stride 4 gives 8x8
}

fn main() {}
