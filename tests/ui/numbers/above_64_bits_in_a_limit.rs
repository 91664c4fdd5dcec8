// In a limit.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where macs <= 18446744073709551616;
    //~                                 ^^^^^^^^^^^^^^^^^^^^ 18446744073709551616 is too large for the limit of `macs`
}

fn main() {}
