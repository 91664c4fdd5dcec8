// Windows move to the right.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, stride = -1) -> fc(10);
    //~                                  ^^ conv1 reads 28x28x1: … the stride is not negative: `-1`
}

fn main() {}
