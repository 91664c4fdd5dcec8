// A pad that is not enough.
use convnet::convnet;

convnet! {
    Net<3x3x8> = conv(7x7, 8, pad = 1) -> fc(10);
    //~               ^^^ conv1 reads 3x3x8: the 7x7 window is larger than its padded input: 3 + 2·1 = 5 < 7
    //~ help: window 5x5 gives 1x1; pad 2 gives 1x1
}

fn main() {}
