// In a block the argument is told that makes the mistake.
use convnet::convnet;

convnet! {
    block side(k) = aux(0.3, softmax(k)) -> relu;
    Net<28x28x1> = conv(5x5, 8) -> first: side(9) -> second: side(10) -> softmax(10);
    //~                                        ^ `first_aux1` gives 1x1x9, and the network 1x1x10
}

fn main() {}
