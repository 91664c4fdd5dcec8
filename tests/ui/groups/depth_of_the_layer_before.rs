// The depth is the number of filters before.
use convnet::convnet;

convnet! {
    Net<13x13x3> = conv(3x3, 255, pad = 1) -> relu -> conv(3x3, 384, pad = 1, groups = 2) -> fc(10);
    //~                                                                                ^
    //~ conv2 reads 13x13x255: depth 255 does not split into 2 groups: 255/2 = 127.5
    //~ help: … `groups = 3` divides
}

fn main() {}
