// As one types.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x, 8) -> fc(10);
    //~                 ^^ conv1 reads 28x28x1: … missing after the `x` of `5x`
}

fn main() {}
