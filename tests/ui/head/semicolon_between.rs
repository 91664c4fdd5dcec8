// The end of a declaration.
use convnet::convnet;

convnet! {
    A<28x28x1> = fc(10)
    //~            ^^^^ `;` is missing after the declaration of
    //~ help: each network ends in `;`
    /// Another.
    pub B<28x28x1> = fc(10);
}

fn main() {}
