// In units.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(18446744073709551616);
    //~               ^^^^^^^^^^^^^^^^^^^^
    //~ fc1 reads 28x28x1: … 18446744073709551616 is too large for the number of units
}

fn main() {}
