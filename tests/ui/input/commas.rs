// A tuple's commas.
use convnet::convnet;

convnet! {
    Commas<28, 28, 1> = fc(10);
    //~      ^ `,` … the input
    //~ help: … 28x28x1
}

fn main() {}
