// One filter a slice needs as many filters as slices.
use convnet::convnet;

convnet! {
    Net<32x32x3> = conv(3x3, 16, pad = 1) -> relu -> conv(3x3, 8, pad = 1, groups = 16) -> fc(10);
    //~                                                        ^
    //~ conv2 reads 32x32x16: 8 filters do not split into 16 groups: 8/16 = 0.5
    //~ help: 16 filters split into 16 groups
}

fn main() {}
