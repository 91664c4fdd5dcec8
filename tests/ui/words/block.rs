// Blocks are still to come.
use convnet::convnet;

convnet! {
    block fire(s, e) = conv(1x1, s) -> relu -> conv(3x3, e, pad = 1) -> relu;
//~ ^^^^^ `block`, a named chain with parameters, is not available yet
    Net<28x28x1> = fc(10);
}

fn main() {}
