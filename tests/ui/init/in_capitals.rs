// As papers write it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = softmax(10, init = Xavier);
    //~                               ^^^^^^ softmax1 reads 28x28x1: there is no init `Xavier`
    //~ help: did you mean `xavier`?
}

fn main() {}
