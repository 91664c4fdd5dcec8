// One direction is enough.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(2, stride = 0x1) -> fc(10);
    //~                             ^^^ pool1 reads 28x28x1: stride 0 never moves the window along the width
    //~ help: stride 1 gives 27x27
}

fn main() {}
