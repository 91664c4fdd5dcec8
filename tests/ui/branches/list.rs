// Other libraries take a list of branches.
use convnet::convnet;

convnet! {
    Net<28x28x8> = concat([relu, tanh]) -> fc(10);
    //~                   ^^^^^^^^^^^^ the branches of `concat` stand without `[ .. ]`
    //~ help: leave the brackets out
}

fn main() {}
