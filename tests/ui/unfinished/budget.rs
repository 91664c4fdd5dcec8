// A budget to come.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where
    //~                   ^^^^^ a budget is missing after `where`
}

fn main() {}
