// A name that the generated code needs.
use convnet::convnet;

convnet! {
    p<28x28x1> = fc(10);
//~ ^ `p` is a name inside the code that is generated for a network
    //~ help: … `P`
}

fn main() {}
