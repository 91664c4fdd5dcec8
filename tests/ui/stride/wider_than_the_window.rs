// Windows with gaps between them.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(2, stride = 3) -> fc(10);
    //~                             ^ pool1 reads 28x28x1: stride 3 does not fit: (28 − 2 + 2·0)/3 + 1 ≈ 9.67
}

fn main() {}
