// The near word and its number.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = constnat(0.2));
    //~                          ^^^^^^^^ there is no init `constnat`
    //~ help: did you mean `constant(0.1)`?
}

fn main() {}
