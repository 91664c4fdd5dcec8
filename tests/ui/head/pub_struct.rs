// Behind a visibility.
use convnet::convnet;

convnet! {
    pub struct A<28x28x1> = fc(10);
    //~ ^^^^^^ `struct` is not needed: a declaration begins with the network's name
}

fn main() {}
