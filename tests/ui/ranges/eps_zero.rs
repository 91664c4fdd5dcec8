// A variance of 0 would divide by it.
use convnet::convnet;

convnet! {
    Net<28x28x8> = bn(eps = 0) -> fc(10);
    //~                     ^ bn1 reads 28x28x8: … eps … above 0, not 0
}

fn main() {}
