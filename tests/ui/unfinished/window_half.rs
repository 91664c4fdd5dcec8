// Half a window.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x)
    //~                 ^^ conv1 reads 28x28x1: … missing after the `x` of `5x`
}

fn main() {}
