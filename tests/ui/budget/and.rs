// A word for the comma.
use convnet::convnet;

convnet! {
    J<28x28x1> = fc(10) where params <= 500_000 and macs <= 500_000;
    //~                                         ^^^ `and` does not belong to the limit of `params`
}

fn main() {}
