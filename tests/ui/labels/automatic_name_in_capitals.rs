// A label that is the automatic name of its own layer is fine, one of another layer in another case is not.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv1: conv(5x5, 20) -> Relu2: relu -> relu -> softmax(10);
    //~                                    ^^^^^ the label `Relu2` is the automatic name of another layer
}

fn main() {}
