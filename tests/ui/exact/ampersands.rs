// Rust's word for it.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where exact && params <= 5_000;
    //~                                           ^^ this does not belong to `exact`
    //~ help: `,` stands behind it
}

fn main() {}
