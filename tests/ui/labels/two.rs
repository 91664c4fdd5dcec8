// One label is enough.
use convnet::convnet;

convnet! {
    Net<28x28x1> = a: b: conv(5x5, 20) -> fc(10);
    //~               ^^ `b` is a second label
    //~ help: … a layer has one label
}

fn main() {}
