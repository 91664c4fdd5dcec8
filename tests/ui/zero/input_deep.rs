// An input without depth.
use convnet::convnet;

convnet! {
    Net<28x28x0> = fc(10);
    //~ ^^^^^^^ the input 28x28x0 is 0 deep
}

fn main() {}
