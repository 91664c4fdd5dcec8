// Filters that the groups do not divide.
use convnet::convnet;

const K: usize = 10;

convnet! {
    Net<28x28x4> = conv(3x3, K, groups = 4) -> fc(10);
    //~                      ^ conv1 reads 28x28x4: 10 filters do not split into 4 groups: 10/4 = 2.5
}

fn main() {}
