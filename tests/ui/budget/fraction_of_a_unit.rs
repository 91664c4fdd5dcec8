// Whole units.
use convnet::convnet;

convnet! {
    F<28x28x1> = fc(10) where memory <= 1.5 MiB;
    //~                                 ^^^ the limit of `memory` … whole number, not `1.5`
}

fn main() {}
