// Labels beside the automatic names.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> conv1: conv(5x5, 20) -> Relu1: relu -> relu -> r: tanh -> R: tanh -> softmax(10);
}

fn main() {}
