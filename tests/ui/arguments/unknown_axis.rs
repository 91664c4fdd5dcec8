// The values of an answer have one direction.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) -> softmax(axis = 1);
    //~                              ^^^^ softmax1 reads 1x1x10: … no argument `axis`
}

fn main() {}
