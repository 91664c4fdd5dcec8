// `softmax(10)` brings its own function.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax(10) -> softmax;
    //~                                     ^^^^^^^ `softmax2` is a second softmax: `softmax1` already stands before it
}

fn main() {}
