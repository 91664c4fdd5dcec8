// The base of the power stays above 0.
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn(5, k = 0) -> fc(10);
    //~                       ^ lrn1 reads 28x28x8: … k … above 0, not 0
}

fn main() {}
