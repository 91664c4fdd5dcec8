// What stands before the layers.
use convnet::convnet;

convnet! {
    struct A<28x28x1> = fc(10);
    B<28x28x1>;
    C<28x28x1> => fc(10);
    D<28x28x1> fc(10);
    fn<28x28x1> = fc(10);
    5 = fc(10);
    pub;
    pub(nowhere at all) E<28x28x1> = fc(10);
}

fn main() {}
