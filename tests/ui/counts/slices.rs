// And slices.
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn(5x5) -> fc(10);
    //~                ^^^ lrn1 reads 28x28x8: … the number of depth slices is one number, and here are 2
}

fn main() {}
