// So are units.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> fc(10x10) -> softmax(10);
    //~                                ^^^^^ fc1 reads 24x24x20: … the number of units is one number, and here are 2
}

fn main() {}
