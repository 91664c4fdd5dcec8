// Pools have none.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(2, dilation = 2) -> fc(10);
    //~                    ^^^^^^^^ pool1 reads 28x28x1: … no argument `dilation`
    //~ help: … stride, pad, round
}

fn main() {}
