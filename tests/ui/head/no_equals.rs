// Nothing between.
use convnet::convnet;

convnet! {
    D<28x28x1> fc(10);
    //~        ^^ `=` is expected after the input, not `fc`
}

fn main() {}
