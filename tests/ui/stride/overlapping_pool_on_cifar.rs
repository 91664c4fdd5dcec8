// Three wide, two apart, on an even size.
use convnet::convnet;

convnet! {
    Net<32x32x3> = conv(5x5, 32, pad = 2) -> relu -> pool(3, stride = 2) -> fc(10);
    //~                                                               ^
    //~ pool1 reads 32x32x32: stride 2 does not fit: (32 − 3 + 2·0)/2 + 1 = 15.5
    //~ help: `round = floor` gives 15x15; `round = ceil` gives 16x16
}

fn main() {}
