// A word without quotes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = "glorot_uniform");
    //~                          ^^^^^^^^^^^^^^^^ `init` is a word such as `he` or `small(0.01)`, not `"glorot_uniform"`
    //~ help: did you mean `xavier`?
}

fn main() {}
