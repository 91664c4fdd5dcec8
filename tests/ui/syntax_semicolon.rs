// The end of a declaration.
use convnet::convnet;

convnet! {
    A<28x28x1> = fc(10)
    /// Another.
    pub B<28x28x1> = fc(10);
    C<28x28x1> = fc(10)
}

fn main() {}
