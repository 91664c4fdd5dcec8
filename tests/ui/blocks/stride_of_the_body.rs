// A volume that does not suit the body: its window is to blame.
use convnet::convnet;

convnet! {
    block half(k) = conv(2x2, k, stride = 2) -> relu;
    //~                                   ^ conv3 reads 7x7x8: stride 2 does not fit: (7 − 2 + 2·0)/2 + 1 = 3.5
    Net<28x28x8> = half(8) -> half(8) -> half(8) -> fc(10);
}

fn main() {}
