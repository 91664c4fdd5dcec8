//! Expressions in braces: those of literals are worked out here, all others by rustc.

use super::{errors, network};
use crate::graph::Op;

/// The number of units of `fc(text)`; `None` if it is left to rustc.
fn units(text: &str) -> Option<usize> {
    let network = network(&format!("N<4x4x1> = fc({text});"));
    let Op::Fc { units, .. } = &network.layers[0].op else { panic!("{text}") };
    units.value
}

#[test]
fn values() {
    for (text, value) in [
        ("{ 5 }", 5),
        ("{ 4 * 64 }", 256),
        ("{ 1 + 2 * 3 }", 7),
        ("{ (1 + 2) * 3 }", 9),
        ("{ 10 - 3 - 2 }", 5),
        ("{ 100 / 10 / 5 * 3 }", 6),
        ("{ 17 % 5 + 0x10 + 1_0usize }", 28),
        ("{ { 2 + 1 } * ({ 3 }) }", 9),
        ("{ 18446744073709551615 - 18446744073709551612 }", 3),
    ] {
        assert_eq!(units(text), Some(value), "{text}");
    }
    for text in
        ["{ K }", "{ 2 * K }", "{ let k = 5; k }", "{ 1 << 4 }", "{ 5u32 as usize }", "{ if 1 == 1 { 2 } else { 3 } }"]
    {
        assert_eq!(units(text), None, "{text}");
    }
}

#[test]
fn values_that_there_are_not() {
    for (text, why) in [
        ("{ 2 - 3 + 4 }", "2 - 3 is below 0"),
        ("{ 1 / (2 - 2) }", "1 / 0 divides by 0"),
        ("{ 1 % 0 }", "1 % 0 divides by 0"),
        ("{ 18446744073709551615 + 1 }", "18446744073709551615 + 1 is too large"),
        ("{ 4294967296 * 4294967296 }", "4294967296 * 4294967296 is too large"),
    ] {
        let expected = format!("fc1 reads 4x4x1: the number of units cannot be worked out: {why}");
        assert_eq!(errors(&format!("N<4x4x1> = fc({text});")), [expected]);
    }
}

#[test]
fn volumes_are_known_behind_them() {
    let found =
        errors("block b(k) = conv(3x3, { 2 * k }) -> conv(1x1, { k / 2 }); N<9x9x1> = b(8) -> conv({ 4 + 4 }, 1);");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("conv3 reads 7x7x4: the 8x8 window is larger"), "{found:#?}");
    let deep = network("block b(n) = (relu) * { n - 1 }; N<9x9x1> = b(4);");
    assert_eq!(deep.layers.len(), 3);
}
