// And so is that of a window.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5 x 0, 8) -> fc(10);
    //~                     ^ conv1 reads 28x28x1: the 5x0 window is 0 high
}

fn main() {}
