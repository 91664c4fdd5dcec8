//! Every way of writing a number: what it means, or what is said of it.

use super::errors;
use crate::front::front;
use convnet_shape::Volume;
use proc_macro2::TokenStream;
use std::str::FromStr;

/// The output of the only layer of a network, or the beginning of the only error.
fn told(declaration: &str) -> String {
    let found = errors(declaration);
    let front = front(TokenStream::from_str(declaration).expect("tokens"));
    match (&found[..], front.networks.first().and_then(|network| network.volumes[1])) {
        ([], Some(Volume { width, height, depth })) => format!("{width}x{height}x{depth}"),
        ([], None) => "rustc decides".to_string(),
        ([error], _) => error.clone(),
        (more, _) => format!("{} errors: {more:?}", more.len()),
    }
}

#[test]
fn as_a_window() {
    let reads = "conv1 reads 28x28x1: ";
    for (written, expected) in [
        ("5x5", "24x24x2"),
        ("11x11", "18x18x2"),
        ("05x5", "24x24x2"),
        ("1_0x5", "19x24x2"),
        ("5 x 5", "24x24x2"),
        ("K x K", "rustc decides"),
        ("{ K } x 5", "rustc decides"),
        ("5X5", "`5X5` has a large X, and the sign between two sizes is a small one\nhelp: write `5x5`"),
        ("5x", "a number of the window is missing after the `x` of `5x`\nhelp: write `5x5` or `5`"),
        ("x5", "a number of the window is missing before `x5`\nhelp: write `5x5`"),
        ("5*5", "`*` does not stand between two sizes\nhelp: write `5x5`"),
        ("0x5", "the 0x5 window is 0 wide\nhelp: window 5x5 gives 24x24"),
        ("0x28", "the 0x28 window is 0 wide\nhelp: window 28x28 gives 1x1"),
        ("0b1x1", "the window is a decimal number, not `0b1` before the `x` of `0b1x1`\nhelp: write `1x1`"),
        ("1e3", "the window is a whole number, not `1e3`\nhelp: write `1000`"),
        ("5x5.5", "the window is made of whole numbers, and `5x5.5` has a fraction"),
        ("5x-1", "the window is not negative: `-1`"),
        ("-1", "the window is not negative: `-1`"),
        ("3x3/2", "`/` does not belong to the window\nhelp: the stride is an argument of its own: `stride = 2`"),
        ("KxK", "`KxK` is one name to the compiler\nhelp: with spaces it is more than one: `K x K`"),
        ("[5, 5]", "the window stands without `[ .. ]`\nhelp: write `5x5`"),
        ("18446744073709551616", "18446744073709551616 is too large for the window: at most 18446744073709551615"),
    ] {
        let found = told(&format!("N<28x28x1> = conv({written}, 2);"));
        let found = found.strip_prefix(reads).unwrap_or(&found);
        assert_eq!(found, expected, "{written}");
    }
}

#[test]
fn as_an_input() {
    for (written, expected) in [
        ("28x28x1", "28x28x1"),
        ("28 x 28 x 1", "28x28x1"),
        ("028x2_8x1", "28x28x1"),
        ("0x28x1", "the input 0x28x1 is 0 wide"),
        ("28X28X1", "`28X28X1` has a large X, and the sign between two sizes is a small one\nhelp: write `28x28x1`"),
        ("28*28*1", "`*` does not stand between two sizes\nhelp: write `28x28x1`"),
        ("28x28x-1", "the input is not negative: `-1`"),
        ("[28, 28, 1]", "the input stands without `[ .. ]`\nhelp: write `28x28x1`"),
        ("WxHxD", "`WxHxD` is one name to the compiler\nhelp: with spaces it is more than one: `W x H x D`"),
        ("18446744073709551616x1x1", "18446744073709551616 is too large for the input: at most 18446744073709551615"),
    ] {
        let found = told(&format!("N<{written}> = relu;"));
        assert!(found.starts_with(expected), "{written}: {found}");
    }
}

/// rustc's lexer has refused them, and says so: `5×5` has no token, and the macro is silent about the others.
#[test]
fn what_the_lexer_refuses() {
    assert!(TokenStream::from_str("5×5").is_err());
    for literal in ["5ex5", "0xg", "0b2", "0o8x1", "1e", "0x"] {
        assert!(crate::parse_literal::lexer_refuses(literal), "{literal}");
    }
    for literal in ["5x5", "0x5", "0b1x1", "1e3", "1_0x5", "5X5", "0o7", "0xax5", "1.5e3", "7usize", "100k"] {
        assert!(!crate::parse_literal::lexer_refuses(literal), "{literal}");
    }
}
