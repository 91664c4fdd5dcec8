// It has no weights.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> relu(init = he) -> fc(10);
    //~                                  ^^^^ relu1 reads 24x24x20: `relu` has no argument `init`
    //~ help: `conv`, `fc` and `softmax(N)` have weights to draw
}

fn main() {}
