// In the input.
use convnet::convnet;

convnet! {
    Net<18446744073709551616x28x1> = fc(10);
    //~ ^^^^^^^^^^^^^^^^^^^^^^^^^ 18446744073709551616 is too large for the input
}

fn main() {}
