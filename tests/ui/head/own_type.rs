// Nor so.
use convnet::convnet;

convnet! {
    Self<28x28x1> = fc(10);
//~ ^^^^ `Self` cannot be the name of a type
}

fn main() {}
