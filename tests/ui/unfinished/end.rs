// Everything but the end.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> fc(10)
    //~                               ^^^^ `;` is missing after the declaration of
}

fn main() {}
