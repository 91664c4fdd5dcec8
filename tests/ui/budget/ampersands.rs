// Rust's word for it.
use convnet::convnet;

convnet! {
    J<28x28x1> = fc(10) where params <= 500_000 && macs <= 500_000;
    //~                                         ^^ `&&` does not belong to the limit of `params`
}

fn main() {}
