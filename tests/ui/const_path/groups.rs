// Groups that do not divide the depth.
use convnet::convnet;

const G: usize = 2;

convnet! {
    Net<28x28x3> = conv(3x3, 8, groups = G) -> fc(10);
    //~                                  ^ conv1 reads 28x28x3: depth 3 does not split into 2 groups: 3/2 = 1.5
}

fn main() {}
