//! No token stream makes the front end panic.

use super::run;
use crate::diagnostics::Diagnostics;
use crate::front::front;
use crate::mentions::mentions;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use std::str::FromStr;

const GOOD: &str = "/// Doc.\n #[derive(Debug)] pub(crate) LeNet<28x28x1> = first: conv(5x5, 20, stride = 1, pad = same, groups = 1, bias = true)
    -> (pool(2, round = ceil) -> relu -> (bn(eps = 1e-5)) * 2) * 2 -> conv(3 x K, m::F, dilation = 2x1, pad = 3)
    -> lrn(5, alpha = 0.1) -> dropout(0.5) -> leaky_relu(-0.1) -> rrelu(0.1, 0.2) -> fc(100) -> softmax(10)
    where params <= 100_000, macs < 5, memory == 256 KiB; B<4x4x2> = global_avgpool -> softmax;";

/// A generator of pseudo-random numbers (Steele's SplitMix64), so that a failure can be repeated.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

fn literals() -> Vec<Literal> {
    [
        "0",
        "1",
        "2",
        "3",
        "5x5",
        "0x5",
        "0x",
        "5x",
        "28x28x1",
        "1x2x3x4",
        "5x5x",
        "1e3",
        "1.5",
        "0b1",
        "0xff",
        "9usize",
        "18446744073709551615",
        "18446744073709551616",
        "4294967296x4294967296x4294967296",
        "100000000000x2x2",
        "'a'",
        "\"s\"",
        "b\"s\"",
        "65537",
        "256KiB",
        "1_000",
        "9x9xé",
        "1e400",
        "0.5f32",
        "3xx3",
        "65536",
    ]
    .iter()
    .filter_map(|text| Literal::from_str(text).ok())
    .collect()
}

fn token(rng: &mut Rng, words: &[TokenTree], depth: usize) -> TokenTree {
    match rng.below(if depth < 4 { 10 } else { 9 }) {
        0..5 => words[rng.below(words.len())].clone(),
        5 => {
            let literals = literals();
            TokenTree::Literal(literals[rng.below(literals.len())].clone())
        }
        6 | 7 => {
            let signs = "<>=-*,;:#.!&|@+/%'?";
            let sign = signs.chars().nth(rng.below(signs.len())).unwrap();
            let sign = if sign == '\'' { '~' } else { sign };
            TokenTree::Punct(Punct::new(sign, [Spacing::Alone, Spacing::Joint][rng.below(2)]))
        }
        8 => {
            let names = [
                "x", "x5", "where", "same", "block", "add", "concat", "Self", "crate", "_", "fn", "pub", "label",
                "KiB", "é",
            ];
            TokenTree::Ident(Ident::new(names[rng.below(names.len())], Span::call_site()))
        }
        _ => {
            let inner = (0..rng.below(6)).map(|_| token(rng, words, depth + 1)).collect();
            let delimiters = [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace, Delimiter::None];
            TokenTree::Group(Group::new(delimiters[rng.below(4)], inner))
        }
    }
}

/// Every token of a source, the groups' contents too.
fn all(tokens: TokenStream, into: &mut Vec<TokenTree>) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            all(group.stream(), into);
        }
        into.push(token);
    }
}

/// Removes, doubles, replaces or swaps a token somewhere.
fn mutate(tokens: TokenStream, rng: &mut Rng, words: &[TokenTree]) -> TokenStream {
    let mut list: Vec<TokenTree> = tokens.into_iter().collect();
    if list.is_empty() {
        return token(rng, words, 0).into();
    }
    let at = rng.below(list.len());
    if let TokenTree::Group(group) = &list[at]
        && rng.below(3) > 0
    {
        list[at] = TokenTree::Group(Group::new(group.delimiter(), mutate(group.stream(), rng, words)));
        return list.into_iter().collect();
    }
    match rng.below(5) {
        0 => drop(list.remove(at)),
        1 => list.insert(at, list[at].clone()),
        2 => list[at] = token(rng, words, 0),
        3 => list.insert(at, token(rng, words, 0)),
        _ => {
            let other = rng.below(list.len());
            list.swap(at, other);
        }
    }
    list.into_iter().collect()
}

/// Runs the front end; what it says must be writable as tokens.
fn survive(tokens: TokenStream) -> usize {
    // rustc reads them before it drops them.
    syn::parse2::<syn::File>(mentions(tokens.clone())).expect("what the editor sees is Rust");
    let mut front = front(tokens);
    let diagnostics: Diagnostics = std::mem::take(&mut front.diagnostics);
    let count = diagnostics.count();
    assert!(front.stubs.is_empty() || count > 0, "a stub without an error");
    assert!(diagnostics.into_tokens().is_empty() == (count == 0));
    count
}

#[test]
fn every_prefix_and_every_gap() {
    let tokens: Vec<TokenTree> = TokenStream::from_str(GOOD).unwrap().into_iter().collect();
    for end in 0..tokens.len() {
        survive(tokens[..end].iter().cloned().collect());
        survive(tokens[end..].iter().cloned().collect());
        let mut gap = tokens.clone();
        gap.remove(end);
        survive(gap.into_iter().collect());
    }
}

#[test]
fn random_tokens() {
    let good = TokenStream::from_str(GOOD).unwrap();
    let mut words = Vec::new();
    all(good.clone(), &mut words);
    let mut rng = Rng(7);
    let mut found = 0;
    for _ in 0..3000 {
        let noise: TokenStream = (0..rng.below(30)).map(|_| token(&mut rng, &words, 0)).collect();
        found += survive(noise);
        let mut near = good.clone();
        for _ in 0..=rng.below(4) {
            near = mutate(near, &mut rng, &words);
        }
        found += survive(near);
    }
    assert!(found > 3000, "{found}");
}

/// Numbers at the edges of their types, in every place.
#[test]
fn extreme_numbers() {
    let numbers = ["0", "1", "2", "65536", "4294967296", "9223372036854775807", "18446744073709551615"];
    let forms = [
        "N<{a}x{b}x1> = conv(3, 2, pad = {c});",
        "N<28x28x{a}> = conv({b}, {c}, pad = 1, round = floor);",
        "N<28x28x4> = conv(3, 4, stride = {a}, pad = {b}, dilation = {c});",
        "N<28x28x4> = conv(3, 4, stride = {a}, pad = {b}, dilation = {c}, round = ceil);",
        "N<28x28x4> = conv(3, {a}, groups = {b}, pad = same, dilation = {c});",
        "N<{a}x28x4> = pool({b}, stride = {c});",
        "N<{a}x28x4> = pool({b}x1, pad = {c}, round = ceil);",
        "N<{a}x28x4> = avgpool({b}, pad = {c}, round = floor);",
        "N<{a}x{b}x4> = fc({c}) -> fc({a}) -> fc({b});",
        "N<28x28x{a}> = lrn({b}) -> bn -> prelu -> fc({c}) where memory <= {c} GiB, params <= {a}, macs >= {b};",
        "N<28x{a}x{b}> = conv({c}x1, 3, pad = same) -> conv(1, {a});",
    ];
    for form in forms {
        for a in numbers {
            for b in numbers {
                for c in numbers {
                    run(&form.replace("{a}", a).replace("{b}", b).replace("{c}", c));
                }
            }
        }
    }
}
