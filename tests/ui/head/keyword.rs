// A type cannot be called so.
use convnet::convnet;

convnet! {
    fn<28x28x1> = fc(10);
//~ ^^ `fn` cannot be the name of a type
}

fn main() {}
