// The input is not a layer.
use convnet::convnet;

convnet! {
    C<28x28x1> -> conv(5x5, 20) -> fc(10);
    //~        ^^ `=` … not `->`
}

fn main() {}
