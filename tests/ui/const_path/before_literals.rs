// What a path leaves open is checked by rustc behind it too: here the literal stride is to blame.
use convnet::convnet;

const F: usize = 3;

convnet! {
    Net<28x28x1> = conv(F x F, 10) -> conv(3x3, 10, stride = 2) -> fc(10);
    //~                                                      ^
    //~ conv2 reads 26x26x10: stride 2 does not fit: (26 − 3 + 2·0)/2 + 1 = 12.5
    //~ help: stride 1 gives 24x24; window 2x2 gives 13x13; window 4x4 gives 12x12
    //~ help: `round = floor` gives 12x12; `round = ceil` gives 13x13
}

fn main() {}
