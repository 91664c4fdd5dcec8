// One of them.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = he, init = small);
    //~                              ^^^^ `init` is given twice
    //~ help: leave one of them out
}

fn main() {}
