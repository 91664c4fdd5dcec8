// The function has no weights.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) -> softmax(init = small);
    //~                              ^^^^^^^^^^^^ softmax1 reads 1x1x10: … has no weights to draw
    //~ `softmax` without a number of classes
    //~ help: leave it out
}

fn main() {}
