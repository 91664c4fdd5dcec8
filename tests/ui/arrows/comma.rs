// Keras's list.
use convnet::convnet;

convnet! {
    E<28x28x1> = relu, tanh;
    //~              ^ `,` does not belong here
    //~ help: layers are joined by `->`
}

fn main() {}
