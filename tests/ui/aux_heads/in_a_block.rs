// In the body of a block a mistake is told once.
use convnet::convnet;

convnet! {
    block side(k) = aux(0.3, softmax(k)) -> relu;
    //~                              ^ `first_aux1` gives 1x1x9, and the network 1x1x10
    Net<28x28x1> = conv(5x5, 8) -> first: side(9) -> second: side(9) -> softmax(10);
}

fn main() {}
