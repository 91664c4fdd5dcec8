// And too large to be copied.
use convnet::convnet;

convnet! {
    #[derive(Copy)]
    //~      ^^^^ the trait `Copy` cannot be implemented for this type
    Net<28x28x1> = fc(10);
}

fn main() {}
