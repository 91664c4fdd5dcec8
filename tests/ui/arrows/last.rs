// An arrow at the end.
use convnet::convnet;

convnet! {
    C<28x28x1> = relu ->;
    //~               ^^ a layer is missing after this arrow
}

fn main() {}
