// The groups do not divide the depth.
use convnet::convnet;

convnet! {
    Net<28x28x3> = conv(3x3, 8, groups = 2) -> fc(10);
    //~                                  ^ conv1 reads 28x28x3: depth 3 does not split into 2 groups: 3/2 = 1.5
    //~ help: `groups = 1` divides
}

fn main() {}
