// A number that is 0 in 32 bits.
use convnet::convnet;

convnet! {
    Net<28x28x8> = bn(eps = 1e-50) -> fc(10);
    //~                     ^^^^^ bn1 reads 28x28x8: … eps … above 0, not … 1e-50
}

fn main() {}
