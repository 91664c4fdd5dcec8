// Nor is a text.
use convnet::convnet;

convnet! {
    "Net" = fc(10);
//~ ^^^^^ a network's name is expected here, not `"Net"`
    //~ help: `Name<28x28x1> = conv(5x5, 20) -> relu;`
}

fn main() {}
