// 32 halves five times, and then there is nothing left to halve.
use convnet::convnet;

convnet! {
    Net<32x32x3> = (conv(3x3, 8, pad = 1) -> relu -> pool(2)) * 6 -> fc(10);
    //~                                                   ^
    //~ pool6 reads 1x1x8: the 2x2 window is larger than its padded input: 1 + 2·0 = 1 < 2
}

fn main() {}
