// Another name of an activation.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> swish -> fc(10);
    //~                             ^^^^^ there is no layer `swish`
    //~ help: … `silu`
}

fn main() {}
