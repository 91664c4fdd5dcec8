// Nor in the input.
use convnet::convnet;

convnet! {
    Net<28X28X1> = fc(10);
    //~ ^^^^^^^ `28X28X1`
    //~ help: … 28x28x1
}

fn main() {}
