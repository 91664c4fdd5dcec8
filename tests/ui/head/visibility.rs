// A visibility that is none.
use convnet::convnet;

convnet! {
    pub(nowhere at all) E<28x28x1> = fc(10);
//~ ^^^^^^^^^^^^^^^^^^^ this visibility cannot be read
    //~ help: `pub`, `pub(crate)`, `pub(super)`, `pub(in path)`, or nothing
}

fn main() {}
