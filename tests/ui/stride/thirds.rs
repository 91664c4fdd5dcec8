// 8 1/3 + 1 has no short decimal fraction.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(3, stride = 3) -> fc(10);
    //~                             ^ pool1 reads 28x28x1: stride 3 does not fit: (28 − 3 + 2·0)/3 + 1 ≈ 9.33
    //~ help: stride 1 gives 26x26
}

fn main() {}
