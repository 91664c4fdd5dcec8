// Arguments that nobody takes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5, 5, 20) -> relu(1) -> bn(0.1) -> fc(10, 20);
}

fn main() {}
