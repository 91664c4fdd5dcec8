// Not every quantity is known.
use convnet::convnet;

convnet! {
    A<28x28x1> = fc(10) where size <= 5;
    //~                       ^^^^ `size` cannot be limited
    //~ help: budgets are `params`, `macs`
}

fn main() {}
