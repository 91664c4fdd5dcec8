// A quotient without a short decimal fraction.
use convnet::convnet;

convnet! {
    Net<28x28x3> = conv(3x3, 20, groups = 3) -> fc(10);
    //~                      ^^ conv1 reads 28x28x3: 20 filters do not split into 3 groups: 20/3 ≈ 6.67
    //~ help: 18 filters split into 3 groups; 21 filters split into 3 groups
}

fn main() {}
