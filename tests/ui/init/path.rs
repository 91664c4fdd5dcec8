// The library's name for it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = Init::Orthogonal);
    //~                          ^^^^^^^^^^^^^^^^ `init` is one word such as `he` or `small(0.01)`
    //~ help: did you mean `orthogonal`?
}

fn main() {}
