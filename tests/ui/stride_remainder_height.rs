// Only the height leaves a remainder, and it has a stride of its own.
use convnet::convnet;

convnet! {
    Net<27x28x1> = conv(3x3, 8, stride = 1x2) -> fc(10);
}

fn main() {}
