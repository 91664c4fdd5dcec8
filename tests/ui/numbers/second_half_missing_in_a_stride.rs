// As one types.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, stride = 1x) -> fc(10);
    //~                                  ^^ conv1 reads 28x28x1: … missing after the `x` of `1x`
}

fn main() {}
