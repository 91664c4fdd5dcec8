// A word that is not `same` may be a constant's name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, pad = auto) -> fc(10);
    //~                                ^^^^ cannot find value `auto` in this scope
}

fn main() {}
