// It has no weights.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> pool(2, init = he) -> fc(10);
    //~                                     ^^^^ pool1 reads 24x24x20: `pool` has no argument `init`
    //~ help: `conv`, `fc` and `softmax(N)` have weights to draw
}

fn main() {}
