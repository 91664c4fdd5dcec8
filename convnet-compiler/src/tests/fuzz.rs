//! No token stream makes the compiler panic, and whatever it says stands on a token of the source.
//!
//! `cargo test` takes a sample; `cargo test --release -p convnet-compiler fuzz -- --ignored` takes all of it.

use super::random::{Rng, mutate, noise, places};
use super::{errors, reported, run};
use crate::diagnostics::Diagnostics;
use crate::mentions::mentions;
use crate::{check, expand, front::front, parse};
use proc_macro2::{Group, TokenStream, TokenTree};
use std::collections::HashSet;
use std::str::FromStr;

/// Good declarations that together have every word of the language.
const GOOD: &[&str] = &[
    "/// Digits.\n pub LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10)
        where params <= 300_000, macs < 1_000_000, memory <= 2 MiB, receptive_field >= 6, exact;",
    "#[derive(PartialEq)] pub(crate) First<16x12x4> = first: conv(5x3, 8, stride = 1, pad = same, groups = 2,
        bias = true) -> (pool(2, round = ceil) -> b: relu -> (bn(eps = 1e-5) -> tanh) * 2) * 2
        -> conv(3 x 2, 4, dilation = 1x1, pad = 3, bias = false, init = small(0.1)) -> dropout(0.5) -> leaky_relu(0.1)
        -> rrelu(0.1, 0.2) -> fc(10, init = he) -> softmax where params >= 5, memory > 1;
    Second<4x4x2> = global_avgpool -> softmax;",
    "Words<24x24x8> = relu -> leaky_relu -> prelu -> rrelu -> elu(0.5) -> relu6 -> sigmoid -> gelu -> silu -> hardswish
        -> bn(momentum = 0.2) -> lrn(5, alpha = 0.1, beta = 0.75, k = 2) -> avgpool(3x2, stride = 1, pad = 1x0)
        -> avgpool(4, stride = 2, round = floor) -> dropout -> fc(3);",
    "Paths<28 x 28 x D> = conv(K x 3, m::F, stride = ::a::S, round = floor) -> relu -> lrn(N) -> fc(UNITS)
        -> fc({ 2 * UNITS }) -> conv({ let k = 1; k } x 1, 5)
        -> softmax(10) where params <= LIMIT, memory < m::L KiB; A<4x4x1> = fc(2); pub B<4x4x1> = (fc(3)) * 3;",
    "Deep<32x32x3> = ((conv(3x3, 4, pad = 1) -> relu) * 3 -> pool(2, stride = 2, pad = 0)) * 2
        -> conv(3, 6, stride = 2x1, pad = 1, round = ceil) -> global_avgpool -> head: softmax(5);",
    "block basic(k, s = 1) = conv(3x3, k, stride = s, pad = 1, round = floor, bias = false) -> bn -> relu;
        /// Residual.
        block residual(k) = add(identity, basic(k) -> basic(s = 1, k = k)) -> relu;
        Res<16x16x3> = basic(4) -> (one: residual(4)) * 2 -> basic({ 2 * 4 }, s = 2) -> residual(8) -> softmax(3);
        Inception<12x12x4> = a: concat(conv(1x1, 2) -> b: relu, pool(3, stride = 1, pad = 1), identity,
            add(tanh, concat(conv(1, 3), basic({ K - 1 }) -> conv(1, 1)))) -> global_avgpool -> fc(2);",
    "Small<12x12x3> = conv(3x3, K) -> pool(2) -> fc(8) -> relu -> global_avgpool -> softmax(4);
        Map<16x14x3> = fully_convolutional(Small) -> global_avgpool -> softmax;",
    "block side(k) = aux(0.25, global_avgpool -> softmax(k)) -> relu;
        Heads<16x16x3> = conv(3x3, 8) -> side(5) -> late: aux(1, fc(20) -> dropout -> fc(5) -> softmax)
            -> (conv(3x3, 4) -> aux(0.5, softmax(K))) * 2 -> softmax(5);",
];

/// Says which source was being read when a test panics.
struct Case<'a>(&'a str);

impl Drop for Case<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("while reading: {}", self.0);
        }
    }
}

/// How many sources came to which end.
#[derive(Debug, Default)]
struct Ends {
    /// Sources with errors.
    refused: usize,
    /// Sources without, with a network.
    emitted: usize,
    /// Errors in all of them.
    errors: usize,
}

/// Puts some tokens into the invisible groups that a `macro_rules!` macro leaves around what it was given.
fn hide(tokens: TokenStream, rng: &mut Rng) -> TokenStream {
    let hidden = tokens.into_iter().map(|token| {
        let span = token.span();
        let token = match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), hide(group.stream(), rng));
                inner.set_span(span);
                TokenTree::Group(inner)
            }
            other => other,
        };
        if !rng.once_in(20) {
            return token;
        }
        let mut group = Group::new(proc_macro2::Delimiter::None, token.into());
        group.set_span(span);
        TokenTree::Group(group)
    });
    hidden.collect()
}

/// The types that an expansion declares, outside of its blocks.
fn types(expansion: &TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = expansion.clone().into_iter().collect();
    let is_struct = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "struct");
    tokens.windows(2).filter(|pair| is_struct(&pair[0])).map(|pair| pair[1].to_string()).collect()
}

/// Compiles a source and checks what comes out of it. `None` if it cannot be lexed: then no macro would see it.
fn survive(source: &str, ends: &mut Ends, rng: &mut Rng) -> Option<()> {
    // Otherwise the texts of all sources would be kept; after it this source is the first text.
    proc_macro2::extra::invalidate_current_thread_spans();
    let mut tokens = TokenStream::from_str(source).ok()?;
    let _case = Case(source);
    if rng.once_in(4) {
        tokens = hide(tokens, rng);
    }

    // rustc reads them before it drops them.
    syn::parse2::<syn::File>(mentions(tokens.clone())).expect("what the editor sees is Rust");
    let front = front(tokens.clone());
    assert!(front.stubs.is_empty() || front.diagnostics.count() > 0, "a stub without an error");
    let (count, told) = (front.diagnostics.count(), front.diagnostics.told());
    let expansion = expand(tokens.clone());
    let errors = reported(expansion.clone());
    assert_eq!(errors.len(), told);
    for error in &errors {
        assert!(!error.text.trim().is_empty(), "an error without a word");
        for span in [error.start, error.end] {
            let range = span.byte_range();
            assert_eq!(span.file(), "<parsed string 1>", "not a place in the source: {}", error.text);
            assert!(!range.is_empty() && source.get(range.clone()).is_some(), "{range:?}: {}", error.text);
        }
    }
    let order: Vec<usize> = errors.iter().map(|error| error.start.byte_range().start).collect();
    // A `cfg` may take away what is said of its network, so that stands apart.
    assert!(order.is_sorted() || source.contains("cfg"), "not in source order: {order:?}");

    // A suggested change can be made, and changes something.
    for error in check(tokens.clone()) {
        for fix in error.fixes() {
            assert_ne!(fix.apply(source), source, "{}", error.message());
        }
    }

    let declared: HashSet<String> =
        parse::parse(tokens, &mut Diagnostics::default()).networks.iter().map(|d| d.name.to_string()).collect();
    let types = types(&expansion);
    assert_eq!(types.len(), declared.len(), "{types:?} for {declared:?}");
    assert_eq!(types.into_iter().collect::<HashSet<String>>(), declared);
    if rng.once_in(8) {
        syn::parse2::<syn::File>(expansion).expect("the expansion is Rust");
    }

    ends.errors += count;
    ends.refused += usize::from(count > 0);
    ends.emitted += usize::from(count == 0 && !declared.is_empty());
    Some(())
}

/// Tries sources until `count` of them could be lexed.
fn survive_all(count: usize, seed: u64, mut source: impl FnMut(&mut Rng) -> String) -> Ends {
    let (mut rng, mut ends, mut lexed) = (Rng(seed), Ends::default(), 0);
    while lexed < count {
        let source = source(&mut rng);
        lexed += usize::from(survive(&source, &mut ends, &mut rng).is_some());
    }
    println!("{count} sources: {ends:?}");
    ends
}

fn mutated(rng: &mut Rng) -> String {
    let mut source = rng.pick(GOOD).to_string();
    for _ in 0..=rng.below(3) {
        // One that cannot be lexed has no tokens to change.
        let changed = mutate(&source, rng);
        if TokenStream::from_str(&changed).is_ok() {
            source = changed;
        }
    }
    source
}

fn check_noise(count: usize) {
    let ends = survive_all(count, 7, noise);
    assert!(ends.refused > count / 2 && ends.errors > count && ends.emitted > count / 200, "{ends:?}");
}

fn check_mutations(count: usize) {
    let ends = survive_all(count, 8, mutated);
    assert!(ends.refused > count / 2 && ends.errors > count / 2 && ends.emitted > count / 50, "{ends:?}");
}

#[test]
fn good_declarations_have_every_word() {
    for source in GOOD {
        let errors = errors(source);
        assert!(errors.is_empty(), "{source}: {errors:#?}");
    }
    let text = GOOD.concat();
    for word in
        crate::words::LAYERS.iter().chain(crate::words::JOINS).chain([&crate::words::AUX, &crate::words::SLIDING])
    {
        let words = word.named.iter().chain([&word.name]);
        for word in words {
            assert!(text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == *word), "{word}");
        }
    }
}

#[test]
fn random_tokens() {
    check_noise(10_000);
}

#[test]
fn random_mutations() {
    check_mutations(1_000);
}

#[test]
#[ignore = "minutes: cargo test --release -p convnet-compiler fuzz -- --ignored"]
fn a_million_random_tokens() {
    check_noise(1_000_000);
}

#[test]
#[ignore = "minutes: cargo test --release -p convnet-compiler fuzz -- --ignored"]
fn a_hundred_thousand_random_mutations() {
    check_mutations(100_000);
}

/// A declaration while it is typed: what an editor closes is closed, and nothing else is there yet.
#[test]
fn every_beginning() {
    let (mut rng, mut ends) = (Rng(9), Ends::default());
    for source in GOOD {
        for end in (0..=source.len()).filter(|end| source.is_char_boundary(*end)) {
            let mut beginning = source[..end].to_string();
            let mut open = Vec::new();
            for letter in source[..end].chars() {
                match letter {
                    '(' => open.push(')'),
                    '[' => open.push(']'),
                    ')' | ']' => drop(open.pop()),
                    _ => {}
                }
            }
            beginning.extend(open.iter().rev());
            survive(&beginning, &mut ends, &mut rng);
        }
    }
    assert!(ends.refused > 1000, "{ends:?}");
}

/// A declaration that lacks one token, or everything before one.
#[test]
fn every_gap_and_every_end() {
    let (mut rng, mut ends) = (Rng(10), Ends::default());
    for source in GOOD {
        for place in places(source) {
            survive(&format!("{}{}", &source[..place.start], &source[place.end..]), &mut ends, &mut rng);
            survive(&source[place.start..], &mut ends, &mut rng);
        }
    }
    assert!(ends.refused > 500, "{ends:?}");
}

/// Deep, long and repeated beyond what anybody writes.
#[test]
fn monsters() {
    let nested =
        |open: &str, core: &str, close: &str, times| [open.repeat(times), core.into(), close.repeat(times)].concat();
    let sources = [
        format!("N<9x9x1> = {};", nested("(", "relu", ")", 500)),
        format!("N<9x9x1> = {};", nested("(", "relu", ") * 2", 64)),
        format!("N<9x9x1> = {};", nested("(", "cnov(3)", ") * 2", 64)),
        format!("N<9x9x1> = {};", nested("(", "", ") * 2", 64)),
        format!("N<9x9x1> = fc{};", nested("(", "3", ")", 500)),
        format!("N<9x9x1> = {}relu;", "fc(1) -> relu -> ".repeat(1000)),
        format!("N<9x9x1> = {};", "-> ".repeat(2000)),
        format!("N<9x9x1> = relu where {};", "params <= 5, ".repeat(2000)),
        "N<9x9x1> = relu;".repeat(500),
        format!("N<9x9x1> = (relu -> pool(2)) * {};", usize::MAX),
        format!("N<9x9x1> = ({}: relu) * 3;", "a".repeat(10_000)),
        format!("N<9x9x1> = {};", nested("add(identity, ", "relu", ")", 500)),
        format!("N<9x9x1> = {};", nested("add(identity, ", "relu", ")", 600)),
        format!("N<9x9x1> = {};", nested("concat(", "relu, relu", ")", 64)),
        format!("N<9x9x1> = add({});", "relu, ".repeat(1000)),
        format!(
            "block b0 = relu; {} N<9x9x1> = b600;",
            (1..=600).map(|n| format!("block b{n} = b{};", n - 1)).collect::<String>()
        ),
        format!("block b({}) = relu; N<9x9x1> = b(3);", "a, ".repeat(1000)),
        "block b = relu;".repeat(500),
    ];
    let (mut rng, mut ends) = (Rng(11), Ends::default());
    for source in &sources {
        survive(source, &mut ends, &mut rng).expect("it can be lexed");
    }
    assert_eq!((ends.refused, ends.emitted), (12, 6), "{ends:?}");
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
