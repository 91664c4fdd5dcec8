// A join within a branch: the mistake is that of the inner one.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(identity, concat(conv(1x1, 4), add(relu, conv(1x1, 4)))) -> fc(10);
    //~                                                         ^^^^^^^^^^^^ add1: the branches give 28x28x8, 28x28x4: branch 2 differs
    //~ help: `conv(1x1, 8)` at its end makes it 8 deep, but then add2 does not fit
}

fn main() {}
