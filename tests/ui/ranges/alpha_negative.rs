// The base of the power stays above 0.
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn(5, alpha = -0.1) -> fc(10);
    //~                           ^^^^ lrn1 reads 28x28x8: … alpha … 0 or more, not -0.1
}

fn main() {}
