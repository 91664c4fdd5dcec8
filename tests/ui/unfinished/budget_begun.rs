// The first letters of a quantity.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where par
    //~                         ^^^ `par` cannot be limited
}

fn main() {}
