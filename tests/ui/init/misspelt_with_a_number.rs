// The number stays.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = smal(0.05));
    //~                          ^^^^ there is no init `smal`
    //~ help: did you mean `small`?
}

fn main() {}
