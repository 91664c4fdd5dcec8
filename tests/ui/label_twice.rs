// Two layers of one name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = a: conv(5x5, 20) -> a: relu -> softmax(10);
}

fn main() {}
