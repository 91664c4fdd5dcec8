// A quantity.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where params
    //~                         ^^^^^^ a limit is missing after `params`
}

fn main() {}
