// 28, 14, 7: the third copy of the pool does not fit, and is told once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (conv(3x3, 8, pad = 1) -> relu -> pool(2)) * 5 -> fc(10);
    //~                                                   ^
    //~ pool3 reads 7x7x8: stride 2 does not fit: (7 − 2 + 2·0)/2 + 1 = 3.5
}

fn main() {}
