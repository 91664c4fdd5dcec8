// Softmax is the end.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax(10) -> relu;
    //~                      ^^^^^^^ `softmax1` is not the last layer: `relu1` follows
    //~ help: softmax turns the network's last values into probabilities
}

fn main() {}
