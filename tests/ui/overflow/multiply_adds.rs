// Work that 64 bits cannot count.
use convnet::convnet;

convnet! {
    Net<1000000x1000000x1> = conv(100x100, 1000000) -> fc(10);
    //~                                    ^^^^^^^
    //~ conv1 reads 1000000x1000000x1: the layer has more multiply-adds than 64 bits can count
}

fn main() {}
