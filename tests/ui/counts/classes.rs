// And classes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax(10x1);
    //~                              ^^^^ softmax1 reads 1x1x30: … the number of classes is one number, and here are 2
}

fn main() {}
