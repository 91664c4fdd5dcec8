// A deviation, or the weights?
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = 0.05);
    //~                          ^^^^ `init` is a word such as `he` or `small(0.01)`, not `0.05`
    //~ help: `small(0.05)` draws with that deviation, `constant(0.05)` draws nothing
}

fn main() {}
