// A window of no rows.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x0, 8) -> fc(10);
    //~                 ^^^ conv1 reads 28x28x1: the 5x0 window is 0 high
}

fn main() {}
