// A window that never moves.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = 0) -> fc(10);
    //~                                   ^ conv1 reads 28x28x1: stride 0 never moves the window
    //~ help: stride 1 gives 24x24
}

fn main() {}
