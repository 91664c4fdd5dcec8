// A sum over nothing.
use convnet::convnet;

const N: usize = 0;

convnet! {
    Net<28x28x8> = lrn(N) -> fc(10);
    //~                ^ lrn1 reads 28x28x8: a sum over 0 depth slices normalises nothing
}

fn main() {}
