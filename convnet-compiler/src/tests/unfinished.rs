//! Declarations as they are while someone types them: one error, on a token that is there, and the type stays known.

use super::{Reported, reported};
use crate::expand;
use crate::front::front;
use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use std::str::FromStr;

const GOOD: &[&str] = &[
    "pub LeNet<28x28x1> = conv(5x5, 20, stride = 1, pad = same) -> pool(2) -> relu -> fc(100) -> softmax(10);",
    "pub(crate) Net<28 x 28 x D> = first: conv(K x 3, sizes::F) -> (relu -> dropout(0.5)) * 2 -> bn(eps = 0.1) -> fc(N)
         where params <= 100_000, memory < 256 KiB;",
    "A<8x8x3> = global_avgpool -> softmax; #[derive(PartialEq)] B<8x8x3> = (a: lrn(5, k = 2)) -> pool(3, round = floor);",
];

/// Places behind tokens, each with what closes the groups that are open there.
fn cuts(tokens: TokenStream, closers: &str, cuts: &mut Vec<(usize, String)>) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let closer = match group.delimiter() {
                proc_macro2::Delimiter::Parenthesis => ")",
                proc_macro2::Delimiter::Brace => "}",
                proc_macro2::Delimiter::Bracket => "]",
                proc_macro2::Delimiter::None => "",
            };
            let closers = format!("{closer}{closers}");
            cuts.push((group.span_open().byte_range().end, closers.clone()));
            self::cuts(group.stream(), &closers, cuts);
        }
        cuts.push((token.span().byte_range().end, closers.to_string()));
    }
}

/// Every beginning of `source` that ends behind a token, its open groups closed.
fn beginnings(source: &str) -> Vec<String> {
    let mut places = Vec::new();
    cuts(TokenStream::from_str(source).expect("tokens"), "", &mut places);
    places.into_iter().map(|(end, closers)| format!("{}{closers}", &source[..end])).collect()
}

/// The text and the place of each error that an invocation expands to.
fn errors(source: &str) -> Vec<(String, Range<usize>)> {
    let errors = reported(expand(TokenStream::from_str(source).expect("tokens")));
    let place = |error: &Reported| error.start.byte_range().start..error.end.byte_range().end;
    errors.into_iter().map(|error| (error.text.clone(), place(&error))).collect()
}

/// The names that stand before a `<` or at the end, as far as they are written.
fn names(source: &str) -> Vec<&'static str> {
    ["LeNet", "Net", "A", "B"]
        .into_iter()
        .filter(|name| source.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name))
        .collect()
}

#[test]
fn a_beginning_has_one_error_and_its_type() {
    let mut wrong = Vec::new();
    for beginning in GOOD.iter().flat_map(|source| beginnings(source)) {
        let found = errors(&beginning);
        // What ends in `;` is finished.
        let expected = usize::from(!beginning.ends_with(';'));
        if found.len() != expected {
            wrong.push(format!("{} errors in `{beginning}`: {found:#?}", found.len()));
        }
        for (text, place) in &found {
            if place.is_empty() || place.end > beginning.len() {
                wrong.push(format!("an error at {place:?} of `{beginning}`: {text}"));
            }
        }
        let front = front(TokenStream::from_str(&beginning).expect("tokens"));
        let networks = front.networks.iter().map(|network| network.name.to_string());
        let types: Vec<String> = networks.chain(front.stubs.iter().map(|stub| stub.name.to_string())).collect();
        for name in names(&beginning) {
            if !types.iter().any(|known| known == name) {
                wrong.push(format!("no type `{name}` in `{beginning}`: {types:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} beginnings:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_at_all_is_no_error() {
    assert_eq!(errors(""), []);
    assert!(expand(TokenStream::new()).is_empty());
}
