// Nothing between two commas.
use convnet::convnet;

convnet! {
    J<28x28x1> = fc(10) where params <= 500_000, , macs <= 500_000;
    //~                                          ^ a budget is missing
}

fn main() {}
