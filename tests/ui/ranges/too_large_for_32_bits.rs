// A number that is infinite in 32 bits.
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn(5, alpha = 1e40) -> fc(10);
    //~                           ^^^^ lrn1 reads 28x28x8: … 1e40 is too large for `alpha`
}

fn main() {}
