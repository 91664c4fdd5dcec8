// It is said of a network, not of a layer.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2, exact = true) -> fc(10);
    //~                     ^^^^^ `conv` has no argument `exact`
    //~ help: `where exact` behind all layers says it of the network
}

fn main() {}
