// Nothing in parentheses.
use convnet::convnet;

convnet! {
    J<28x28x1> = () -> tanh;
    //~          ^^ a layer is missing here
    //~ help: … conv(5x5, 20)
}

fn main() {}
