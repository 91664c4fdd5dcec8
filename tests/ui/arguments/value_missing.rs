// Nothing behind the sign.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, pad =) -> fc(10);
    //~                         ^^^^^ conv1 reads 28x28x1: … a value is missing after `…`
}

fn main() {}
