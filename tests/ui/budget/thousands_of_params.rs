// Nor a letter for thousands.
use convnet::convnet;

convnet! {
    D<28x28x1> = fc(10) where params <= 100k;
    //~                                 ^^^^ `k`
    //~ help: … 100_000
}

fn main() {}
