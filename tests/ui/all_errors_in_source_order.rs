// Every mistake once, in the order of the source; what follows a mistake is not blamed for it.
use convnet::convnet;

convnet! {
    First<28x28x1> = conv(5x5, 20, stride = 2) -> rellu -> conv(3x3, 8, groups = 3) -> softmax(10);
    Second<28x28x1> = conv(5x5, 20) -> pool(5) -> fc(0) -> softmax(10) -> relu;
    Good<28x28x1> = fc(10);
}

fn main() {}
