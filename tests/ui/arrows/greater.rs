// Half an arrow.
use convnet::convnet;

convnet! {
    G<28x28x1> = relu > tanh;
    //~               ^ `>` does not belong here
    //~ help: layers are joined by `->`
}

fn main() {}
