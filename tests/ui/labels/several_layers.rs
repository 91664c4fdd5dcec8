// A label names one layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = b: (relu -> tanh) * 2 -> fc(10);
    //~            ^ the label `b` stands before several layers
    //~ help: a label names one layer
}

fn main() {}
