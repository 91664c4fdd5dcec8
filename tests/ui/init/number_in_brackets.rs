// Parentheses.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = constant[0.1]);
    //~                          ^^^^^^^^^^^^^ `init` is one word such as `he` or `small(0.01)`
    //~ help: `constant(0.1)`
}

fn main() {}
