// Numbers have no unit.
use convnet::convnet;

convnet! {
    D<28x28x1> = fc(10) where params <= 5 KiB;
    //~                                   ^^^ `params` is a number without a unit
}

fn main() {}
