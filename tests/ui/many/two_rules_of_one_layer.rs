// A remainder and groups that do not divide, in one layer.
use convnet::convnet;

convnet! {
    Net<28x28x3> = conv(5x5, 8, stride = 2, groups = 2) -> fc(10);
    //~                                  ^ conv1 reads 28x28x3: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
    //~                                              ^
    //~ conv1 reads 28x28x3: depth 3 does not split into 2 groups: 3/2 = 1.5
}

fn main() {}
