//! The generated code in a crate as strict as any: it must not compile with a warning, under clippy neither.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unexpected_cfgs, unused, nonstandard_style, clippy::all, clippy::pedantic)]

use convnet::convnet;

mod sizes {
    pub const WINDOW: usize = 3;
}

convnet! {
    /// Every kind of word that an editor is told of.
    pub Words<28x28x1> = first: conv(5x5, 20, stride = 1, pad = same) -> pool(2, round = floor)
        -> (relu -> bn(eps = 0.001)) * 2 -> dropout -> softmax(10)
        where params <= 100_000, memory < 1 MiB;
    /// Constants.
    pub Paths<28x28x1> = conv(sizes::WINDOW x 3, 4) -> fc(sizes::WINDOW) where macs < 1_000_000;
}

#[test]
fn it_compiles() {
    assert_eq!(Words::LAYERS.len(), 8);
    assert_eq!(Paths::OUTPUT.depth, sizes::WINDOW);
}
