// No group at all.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 4, groups = 0) -> fc(10);
    //~                                  ^ conv1 reads 28x28x1: the depth cannot be split into 0 groups
}

fn main() {}
