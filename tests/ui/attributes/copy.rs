// And too large to be copied.
use convnet::convnet;

convnet! {
    #[derive(Copy)]
    Net<28x28x1> = fc(10);
//~ ^^^ the trait `Copy` cannot be implemented for this type
}

fn main() {}
