//! Random numbers and random token streams, as text, so that every token has its place in a source.

use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use std::str::FromStr;

/// A generator of pseudo-random numbers (Steele's SplitMix64), so that a failure can be repeated.
pub struct Rng(pub u64);

impl Rng {
    /// A number from 0 to `n` − 1.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// A number from `least` to `most`.
    pub fn within(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of the list.
    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

const WORDS: &[&str] = &[
    "conv",
    "pool",
    "avgpool",
    "global_avgpool",
    "relu",
    "leaky_relu",
    "prelu",
    "rrelu",
    "elu",
    "relu6",
    "sigmoid",
    "tanh",
    "gelu",
    "silu",
    "hardswish",
    "bn",
    "lrn",
    "dropout",
    "fc",
    "softmax",
    "add",
    "concat",
    "identity",
    "block",
    "stride",
    "pad",
    "groups",
    "dilation",
    "bias",
    "round",
    "init",
    "eps",
    "momentum",
    "alpha",
    "beta",
    "k",
    "same",
    "floor",
    "ceil",
    "he",
    "small(0.1)",
    "true",
    "false",
    "where",
    "params",
    "macs",
    "receptive_field",
    "memory",
    "exact",
    "KiB",
    "MB",
    "block",
    "add",
    "concat",
    "identity",
    "pub",
    "pub(crate)",
    "struct",
    "fn",
    "Self",
    "crate",
    "_",
    "r#fn",
    "p",
    "x",
    "x5",
    "K",
    "m::K",
    "::a::K",
    "N",
    "Net",
    "label",
    "a:",
    "é",
    "Conv",
    "cnov",
];

const NUMBERS: &[&str] = &[
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
    "-1",
    "0.5",
    "5 x 5",
    "{ K + 1 }",
    "{",
];

const SIGNS: &[&str] = &[
    "->",
    "->",
    "->",
    ",",
    ",",
    ";",
    ";",
    "=",
    "=",
    "<",
    ">",
    "<=",
    "==",
    ">=",
    "=>",
    "- >",
    "-",
    "*",
    ":",
    "::",
    "#",
    ".",
    "!",
    "&",
    "|",
    "@",
    "+",
    "/",
    "%",
    "?",
    "~",
    "$",
    "×",
    "/// a\n",
    "// b\n",
    "#[cfg(x)]",
    "#[a",
];

/// A random token, or a random group of them, as text.
fn word(rng: &mut Rng, depth: usize) -> String {
    match rng.below(if depth < 4 { 12 } else { 10 }) {
        0..4 => rng.pick(WORDS).to_string(),
        4..7 => rng.pick(NUMBERS).to_string(),
        7..10 => rng.pick(SIGNS).to_string(),
        _ => {
            let count = rng.below(6);
            let inner = words(rng, count, depth + 1);
            let (open, close) = [("(", ")"), ("(", ")"), ("[", "]"), ("{", "}")][rng.below(4)];
            format!("{open}{inner}{close}")
        }
    }
}

fn words(rng: &mut Rng, count: usize, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..count {
        text += &word(rng, depth);
        text += if rng.once_in(5) { "" } else { " " };
    }
    text
}

/// A random stream: tokens alone, or where a declaration has its layers or the arguments of a layer, so that every
/// stage is reached. Not all of it can be lexed.
pub fn noise(rng: &mut Rng) -> String {
    let count = rng.below(24);
    match rng.below(4) {
        0 => words(rng, count, 0),
        1 => format!("N<9x9x4> = {};", words(rng, count, 0)),
        2 => format!("N<9x9x4> = relu where {};", words(rng, count, 0)),
        _ => {
            let layers: Vec<String> = (0..rng.within(1, 4))
                .map(|_| {
                    let count = rng.below(8);
                    format!("{}({})", rng.pick(&WORDS[..22]), words(rng, count, 2))
                })
                .collect();
            format!("N<9x9x4> = {};", layers.join(" -> "))
        }
    }
}

/// Where every token of a source stands; a group, and what is in it.
pub fn places(source: &str) -> Vec<Range<usize>> {
    fn collect(tokens: TokenStream, into: &mut Vec<Range<usize>>) {
        for token in tokens {
            into.push(token.span().byte_range());
            if let TokenTree::Group(group) = token {
                collect(group.stream(), into);
            }
        }
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    let mut places = Vec::new();
    collect(TokenStream::from_str(source).expect("it has been lexed before"), &mut places);
    places
}

/// Changes one token, a few in a row or one letter of a source. The result may be one that cannot be lexed.
pub fn mutate(source: &str, rng: &mut Rng) -> String {
    let places = places(source);
    if places.is_empty() {
        return word(rng, 0);
    }
    let first = rng.below(places.len());
    let last = if rng.once_in(3) { (first + rng.below(6)).min(places.len() - 1) } else { first };
    let end = places[first..=last].iter().map(|place| place.end).max().expect("at least one");
    let place = places[first].start..end;
    let (before, token, after) = (&source[..place.start], &source[place.clone()], &source[place.end..]);
    match rng.below(9) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{token} {token}{after}"),
        2 => format!("{before}{}{after}", word(rng, 2)),
        3 => format!("{before}{} {token}{after}", word(rng, 2)),
        4 => {
            let other = places[rng.below(places.len())].clone();
            let (a, b) = if place.start < other.start { (place, other) } else { (other, place) };
            if a.end > b.start {
                return source.to_string();
            }
            let [first, between, second] = [a.clone(), a.end..b.start, b.clone()].map(|range| &source[range]);
            format!("{}{second}{between}{first}{}", &source[..a.start], &source[b.end..])
        }
        _ => format!("{before}{}{after}", respell(token, rng)),
    }
}

/// A word or number with one letter left out, put in or replaced.
fn respell(token: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    let at = rng.below(letters.len());
    let other = rng.pick(&["0123456789", "0123456789", "xX_.e-", "abKmMé×", " \n,;:<>=*'\"#()"]);
    let other = other.chars().nth(rng.below(other.chars().count())).expect("below its length");
    match rng.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, other),
        _ => letters[at] = other,
    }
    letters.into_iter().collect()
}
