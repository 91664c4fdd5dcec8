// A number is a literal.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = small(DEVIATION));
    //~                                ^^^^^^^^^ the deviation of `small` is a literal number such as 0.5
}

fn main() {}
