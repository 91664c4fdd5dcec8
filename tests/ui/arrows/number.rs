// A number is no layer.
use convnet::convnet;

convnet! {
    H<28x28x1> = 5 -> tanh;
    //~          ^ a layer is expected here, not `5`
}

fn main() {}
