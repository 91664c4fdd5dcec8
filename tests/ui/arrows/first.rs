// An arrow in front.
use convnet::convnet;

convnet! {
    B<28x28x1> = -> relu;
    //~          ^^ a layer is missing before this arrow
}

fn main() {}
