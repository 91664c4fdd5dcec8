// It is no activation of a hidden layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> softmax(100) -> fc(10);
    //~                             ^^^^^^^ `softmax1` is not the last layer: `fc1` follows
    //~ help: … `sigmoid` or `tanh` between layers
}

fn main() {}
