// A space, and nothing behind the `x`.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5 x, 8) -> fc(10);
    //~                   ^ conv1 reads 28x28x1: … missing after the `x`
}

fn main() {}
