// Bounds have no place.
use convnet::convnet;

convnet! {
    Net<28x28x1>: Clone = fc(10);
    //~         ^ `=` is expected after the input, not `:`
}

fn main() {}
