// An even window makes an odd size, and the pool behind it is the one that does not fit.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(4x4, 8) -> relu -> pool(2) -> fc(10);
    //~                                         ^
    //~ pool1 reads 25x25x8: stride 2 does not fit: (25 − 2 + 2·0)/2 + 1 = 12.5
}

fn main() {}
