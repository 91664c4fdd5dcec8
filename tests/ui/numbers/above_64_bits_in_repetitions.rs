// In repetitions.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (relu) * 18446744073709551616 -> fc(10);
    //~                     ^^^^^^^^^^^^^^^^^^^^ 18446744073709551616 is too large for the number of repetitions
}

fn main() {}
