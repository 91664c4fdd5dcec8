// Keras's activation stands behind an arrow here.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, activation = relu) -> fc(10);
    //~                          ^^^^^^^^^^ conv1 reads 28x28x1: … no argument `activation`
    //~ help: … -> relu
}

fn main() {}
