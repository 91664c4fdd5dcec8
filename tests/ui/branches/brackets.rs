// Branches stand in parentheses.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add[relu, tanh] -> fc(10);
    //~               ^^^^^^^^^^^^ add1 reads 28x28x8: the arguments of `add` stand in parentheses, not in `[ .. ]`
}

fn main() {}
