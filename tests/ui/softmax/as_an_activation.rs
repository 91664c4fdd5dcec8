// It is no activation of a hidden layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> softmax(100) -> fc(10);
    //~                             ^^^^^^^ `softmax1` is not the last layer: `fc1` follows
    //~ help: between layers, its fully connected part alone is `fc`
}

fn main() {}
