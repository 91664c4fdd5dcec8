// A list of layers.
use convnet::convnet;

convnet! {
    K<28x28x1> = [conv(5x5, 20), relu];
    //~          ^^^^^^^^^^^^^^^^^^^^^ a layer is expected here, not `[ .. ]`
}

fn main() {}
