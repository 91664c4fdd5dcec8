// And for budgets.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where params <= 1e6;
    //~                                   ^^^ the limit of `params` … whole number, not `1e6`
    //~ help: … 1000000
}

fn main() {}
