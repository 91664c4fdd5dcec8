// More groups than there are slices.
use convnet::convnet;

convnet! {
    Net<28x28x4> = conv(3x3, 8, groups = 8) -> fc(10);
    //~                                  ^ conv1 reads 28x28x4: depth 4 does not split into 8 groups: 4/8 = 0.5
    //~ help: `groups = 4` divides
}

fn main() {}
