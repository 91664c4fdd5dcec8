// What Keras and PyTorch call it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = zeros);
    //~                          ^^^^^ there is no init `zeros`
    //~ help: did you mean `constant(0)`?
}

fn main() {}
