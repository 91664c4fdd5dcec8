// An input and nothing else.
use convnet::convnet;

convnet! {
    B<28x28x1>;
    //~      ^ `= layers` is missing after `B`'s input
}

fn main() {}
