// The function has no weights.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) -> softmax(init = small);
    //~                              ^^^^^^^^^^^^ softmax1 reads 1x1x10: `softmax` without a number of classes has no weights to draw
    //~ help: leave it out
}

fn main() {}
