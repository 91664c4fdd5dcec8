// And with empty ones.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv() -> fc(10);
    //~            ^^^^ conv1 reads 28x28x1: … the window and the number of filters
}

fn main() {}
