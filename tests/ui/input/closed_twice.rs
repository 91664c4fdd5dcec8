// One bracket too many.
use convnet::convnet;

convnet! {
    Closed<28x28x1>> = fc(10);
    //~            ^ `=` is expected after the input, not `>`
}

fn main() {}
