// The name that another layer has already.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> conv1: conv(5x5, 20) -> Relu1: relu -> relu -> softmax(10);
    //~                             ^^^^^ the label `conv1` is the automatic name of another layer
    //~ help: every layer, and its tensors, need a name of their own
}

fn main() {}
