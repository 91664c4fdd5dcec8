// A pool of which size?
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool -> fc(10);
    //~            ^^^^ pool1 reads 28x28x1: … the window
    //~ help: … pool(2
}

fn main() {}
