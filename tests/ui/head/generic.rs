// A network has no parameters of types.
use convnet::convnet;

convnet! {
    Net<T> = fc(10);
    //~ ^ the input is width x height x depth, and here is one number
}

fn main() {}
