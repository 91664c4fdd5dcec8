// A network's sizes are its type's, not a function's.
use convnet::convnet;

fn train<const K: usize>() {
    convnet::convnet! {
        Inner<28x28x1> = conv(K x 5, 20) -> fc(10);
    //~                       ^ can't use generic parameters from outer item
    }
}

convnet! {
    Net<28x28x1> = fc(10);
}

fn main() {}
