// A sum over nothing.
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn(0) -> fc(10);
    //~                ^ lrn1 reads 28x28x8: a sum over 0 depth slices normalises nothing
}

fn main() {}
