// One direction is enough.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(3x2, stride = 1, pad = 1x2) -> fc(10);
    //~                                        ^^^
    //~ pool1 reads 28x28x1: pad 1x2 is not smaller than the 3x2 window along the height
    //~ help: pad 1 gives 28x29
}

fn main() {}
