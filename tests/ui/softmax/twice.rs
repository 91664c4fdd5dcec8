// There is one end.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax(20) -> softmax(10);
    //~                                     ^^^^^^^ `softmax2` is a second softmax: `softmax1` already stands before it
    //~ help: a network has one softmax, at its end
}

fn main() {}
