// A mistake in the body of a block is told once, where it stands.
use convnet::convnet;

convnet! {
    block side = aux(0.3, softmax(9)) -> relu;
    //~                           ^ `aux1` gives 1x1x9, and the network 1x1x10
    Net<28x28x1> = conv(5x5, 8) -> side -> side -> softmax(10);
}

fn main() {}
