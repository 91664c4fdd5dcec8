// Two budgets without a comma.
use convnet::convnet;

convnet! {
    J<28x28x1> = fc(10) where params <= 5 macs <= 5;
    //~                                   ^^^^ `macs` does not belong to the limit of `params`
}

fn main() {}
