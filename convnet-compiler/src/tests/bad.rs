//! What errors do to the rest of an invocation; the texts themselves stand in `tests/ui`.

use super::{errors, network, run};
use proc_macro2::TokenStream;
use std::str::FromStr;

#[test]
fn what_follows_a_mistake_is_not_blamed() {
    // After an unknown layer nobody knows what arrives: the window of 30 may fit.
    let found = errors("N<28x28x1> = mystery -> conv(30x30, 4) -> pool(2) -> softmax where params <= 1;");
    assert_eq!(found.len(), 1, "{found:#?}");
    // What depends on the layer alone is found all the same, and behind an `fc` volumes are known again.
    let found =
        errors("N<28x28x1> = conv(5, 20, stride = 2) -> conv(30, 0) -> fc(9) -> conv(2, 3) -> softmax(10) -> relu;");
    let starts = [
        "`softmax1` is not the last",
        "conv1 reads 28x28x1: stride 2",
        "conv2: 0 filters",
        "conv3 reads 1x1x9: the 2x2",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for start in starts {
        assert!(found.iter().any(|text| text.starts_with(start)), "{start}: {found:#?}");
    }
}

#[test]
fn a_mistake_in_a_repetition_comes_once() {
    assert_eq!(errors("N<28x28x1> = (conv(5x5, 20, strid = 2)) * 5 -> fc(10);").len(), 1);
    assert_eq!(errors("N<28x28x1> = (conv(3x3, 9, groups = 2) -> fc(9)) * 5;").len(), 1);
    assert_eq!(errors("N<28x28x1> = ((a: relu) * 2 -> a_1_1: tanh) * 2;").len(), 0);
    assert_eq!(errors("N<28x28x1> = (a: relu) * 3 -> a_2: tanh;").len(), 1);
}

#[test]
fn only_broken_networks_become_stubs() {
    let front =
        run("A<4x4x1> = fc(0); B<4x4x1> = fc(1); C<4x4> = fc(1); B<4x4x2> = fc(1); D<4x4x1> = fc(2) E<4x4x1> = fc(3);");
    let names: Vec<String> = front.networks.iter().map(|network| network.name.to_string()).collect();
    assert_eq!(names, ["B", "D", "E"]);
    let stubs: Vec<String> = front.stubs.iter().map(|stub| stub.name.to_string()).collect();
    assert_eq!(stubs, ["A", "C"]);
    assert_eq!(front.diagnostics.count(), 4);
}

#[test]
fn errors_stand_in_source_order() {
    let source = "A<4x4x1> = conv(5x5, 1) -> rellu where params <= ;\nB<0x4x1> = fc(1) -> a: fc(1) -> a: fc(1);";
    let found = errors(source);
    let starts = ["conv1 reads 4x4x1", "there is no layer", "a number is missing", "the input 0x4x1", "the label `a`"];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (text, start) in found.iter().zip(starts) {
        assert!(text.starts_with(start), "{start}: {found:#?}");
    }
}

#[test]
fn what_stands_in_braces_is_rust() {
    let found = errors("N<28x28x1> = conv({ let = 5; 5 }, { K + 1 }) -> fc({ 2 x 3 });");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|text| text.contains("is no Rust expression")), "{found:#?}");
    let numbers = network("N<28x28x1> = conv({ let k = 5; k }, { K + 1 }) -> fc({ 2 * 3 });");
    assert_eq!(numbers.layers.len(), 2);
}

#[test]
fn repetitions_beyond_counting() {
    let source = "N<8x8x1> = tanh -> ((relu) * 4000) * 18446744073709551615 -> fc(10);";
    let found = errors(source);
    assert_eq!(found, ["18446744073709551615 repetitions make a network of more than 4096 layers"]);
}

/// In a block's body tokens of the body and of a use stand side by side, and no change may write over what lies between.
#[test]
fn changes_stay_within_a_block() {
    let source =
        "block basic(k, s = 1) = conv(3x3, k, stride = 1_000 s, pad = 1); N<16x16x3> = basic(4) -> basic(8, s = 2);";
    let errors = crate::check(TokenStream::from_str(source).unwrap());
    assert!(!errors.is_empty());
    for fix in errors.iter().flat_map(|error| error.fixes()) {
        assert!(fix.apply(source).contains("N<16x16x3> = basic("), "{}", fix.apply(source));
    }
}
