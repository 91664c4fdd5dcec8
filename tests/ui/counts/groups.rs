// And groups.
use convnet::convnet;

convnet! {
    Net<28x28x4> = conv(3x3, 8, groups = 2x2) -> fc(10);
    //~                                  ^^^ conv1 reads 28x28x4: … the number of groups is one number, and here are 2
}

fn main() {}
