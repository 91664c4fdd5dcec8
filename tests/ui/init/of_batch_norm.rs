// Its factors start at 1.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> bn(init = constant(1)) -> fc(10);
    //~                                ^^^^ bn1 reads 24x24x20: `bn` has no argument `init`
    //~ help: `conv`, `fc` and `softmax(N)` have weights to draw
}

fn main() {}
