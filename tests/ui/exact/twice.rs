// Once says it all.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where exact, params <= 5_000, exact;
    //~                                                             ^^^^^ `exact` has been said already
    //~ help: once is enough
}

fn main() {}
