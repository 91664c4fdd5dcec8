// Which number?
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = constant);
    //~                          ^^^^^^^^ `constant` lacks its value
    //~ help: `constant(0.1)`
}

fn main() {}
