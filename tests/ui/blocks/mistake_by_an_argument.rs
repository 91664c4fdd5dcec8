// The argument is to blame, not what the block makes of it.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k, pad = 1) -> relu -> conv(3x3, k, pad = 1);
    Net<28x28x8> = basic(8) -> basic(0) -> fc(10);
    //~                              ^ conv3 reads 28x28x8: 0 filters make an output without depth
}

fn main() {}
