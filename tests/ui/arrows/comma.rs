// Keras's list.
use convnet::convnet;

convnet! {
    E<28x28x1> = relu, tanh;
    //~              ^ `,` does not join layers
    //~ help: write `->`
}

fn main() {}
