// And before a label.
use convnet::convnet;

convnet! {
    A<28x28x1> = relu edges: conv(5x5, 20) -> fc(10);
    //~               ^^^^^ `->` is missing before `edges`
}

fn main() {}
