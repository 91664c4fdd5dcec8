// The minus belongs to the second half.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x-1, 8) -> fc(10);
    //~                   ^^ conv1 reads 28x28x1: the window is not negative: `-1`
}

fn main() {}
