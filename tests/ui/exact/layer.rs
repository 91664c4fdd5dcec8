// It is said of a network, not between its layers.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> exact -> fc(10);
    //~                        ^^^^^ there is no layer `exact`
    //~ help: `where exact` stands behind all layers
}

fn main() {}
