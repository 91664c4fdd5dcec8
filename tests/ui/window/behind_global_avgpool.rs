// And after a global average.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 16) -> global_avgpool -> pool(2) -> fc(10);
    //~                                                    ^
    //~ pool1 reads 1x1x16: the 2x2 window is larger than its padded input: 1 + 2·0 = 1 < 2
}

fn main() {}
