// A part of a batch.
use convnet::convnet;

convnet! {
    Net<28x28x8> = bn(momentum = -0.1) -> fc(10);
    //~                          ^^^^ bn1 reads 28x28x8: … momentum … from 0 to 1, not -0.1
}

fn main() {}
