// A rule about several numbers, of which the use has given one.
use convnet::convnet;

convnet! {
    block grouped(k) = conv(3x3, k, groups = 4, pad = 1) -> relu;
    Net<28x28x8> = grouped(8) -> grouped(10) -> fc(10);
    //~                                  ^^ conv2 reads 28x28x8: 10 filters do not split into 4 groups: 10/4 = 2.5
}

fn main() {}
