// Two arrows.
use convnet::convnet;

convnet! {
    D<28x28x1> = relu -> -> tanh;
    //~                  ^^ a layer is missing before this arrow
}

fn main() {}
