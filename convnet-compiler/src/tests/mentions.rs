//! What an editor is told of a declaration. `scripts/editor.py` asks one for real.

use crate::mentions::mentions;
use crate::{expand, parse_budget, words};
use proc_macro2::{TokenStream, TokenTree};
use std::str::FromStr;

/// The items of `convnet::layers` and `convnet::words`, each with the names in it, as their sources have them.
fn documented(file: &str) -> Vec<(String, Vec<String>)> {
    let path = format!("{}/../src/{file}", env!("CARGO_MANIFEST_DIR"));
    let file = syn::parse_file(&std::fs::read_to_string(&path).expect(&path)).expect(&path);
    let items = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) => {
            Some((item.ident, item.fields.into_iter().filter_map(|field| field.ident).collect::<Vec<_>>()))
        }
        syn::Item::Enum(item) => Some((item.ident, item.variants.into_iter().map(|variant| variant.ident).collect())),
        _ => None,
    });
    let text = |name: syn::Ident| name.to_string();
    items.map(|(name, inner)| (text(name), inner.into_iter().map(text).collect())).collect()
}

/// The words of an invocation that lead somewhere, in order: as they are written, and where.
fn seen(source: &str) -> Vec<String> {
    fn walk(tokens: TokenStream, source: &str, seen: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => walk(group.stream(), source, seen),
                TokenTree::Ident(word) if !word.span().byte_range().is_empty() => {
                    let (word, written) = (word.to_string(), &source[word.span().byte_range()]);
                    seen.push(if word == written { word } else { format!("{written} as {word}") });
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(mentions(TokenStream::from_str(source).expect("tokens")), source, &mut found);
    found
}

#[test]
fn every_word_is_documented() {
    let layers: Vec<(String, Vec<String>)> = words::LAYERS
        .iter()
        .map(|word| {
            let arguments = word.positional.iter().chain(word.named).map(|argument| argument.to_string());
            (word.name.to_string(), arguments.collect())
        })
        .collect();
    let joins =
        words::JOINS.iter().map(|word| word.name).chain([words::IDENTITY, words::AUX.name, words::SLIDING.name]);
    let layers: Vec<_> = layers.into_iter().chain(joins.map(|word| (word.to_string(), Vec::new()))).collect();
    assert_eq!(documented("layers.rs"), layers, "left: src/layers.rs, right: words.rs");
    let [pad, round, init, budgets] = &documented("words.rs")[..] else { panic!("four items") };
    assert_eq!((&*pad.0, &*pad.1.concat()), ("Pad", "same"));
    assert_eq!((&*round.0, &*round.1.join(" ")), ("Round", "floor ceil"));
    assert_eq!((&*init.0, init.1.clone()), ("Init", words::INITS.map(|word| word.name.to_string()).to_vec()));
    assert_eq!(budgets.0, "budgets");
    for word in &budgets.1 {
        assert!(parse_budget::is_word(word), "`{word}` does not stand behind `where`");
    }
}

#[test]
fn words_lead_from_where_they_stand() {
    let source = "pub N<28x28x1> = first: conv(5x5, K, stride = 2, pad = same) -> (relu -> pool(2)) * 2 -> fc(10)
        where params <= 5, exact, macs < 6; M<4x4x1> = bn(eps = 1.0) -> avgpool(2, round = floor)
        -> fc(3, init = he) -> fc(4, init = small(0.1)) -> softmax(5, init = hee);";
    let expected = [
        "conv",
        "5x5 as window",
        "stride",
        "pad",
        "same",
        "relu",
        "pool",
        "2 as window",
        "fc",
        "10 as units",
        "params",
        "exact",
        "macs",
        "bn",
        "eps",
        "avgpool",
        "2 as window",
        "round",
        "floor",
        "fc",
        "3 as units",
        "init",
        "he",
        "fc",
        "4 as units",
        "init",
        "small",
        "softmax",
        "5 as classes",
        "init",
        "hee",
    ];
    assert_eq!(seen(source), expected);
}

#[test]
fn branches_and_blocks() {
    let source = "block b(k, s = 1) = conv(3x3, k, stride = s) -> relu; block c = b(2) -> tanh;
        N<9x9x1> = a: add(identity, concat(bn, conv(1, 2) -> b(4, s = 2)) -> pool(2)) -> c -> fc(3);";
    let expected = [
        "conv",
        "3x3 as window",
        "stride",
        "relu",
        "tanh",
        "add",
        "identity",
        "concat",
        "bn",
        "conv",
        "1 as window",
        "2 as filters",
        "pool",
        "2 as window",
        "fc",
        "3 as units",
    ];
    assert_eq!(seen(source), expected);
}

#[test]
fn mistakes_and_gaps_hide_nothing() {
    for (source, expected) in [
        ("N<28x28x1> = ;", &[][..]),
        ("N<28x28x1> = re", &["re"]),
        ("N<28x28x1> = rellu -> conv(5x5) -> -> tanh", &["rellu", "conv", "5x5 as window", "tanh"]),
        (
            "N<28> = conv(5x5, 2, strid, pad = sam) relu;",
            &["conv", "5x5 as window", "2 as filters", "strid", "pad", "sam", "relu"],
        ),
        ("N<28x28x1> = fc(5) where pa", &["fc", "5 as units", "pa"]),
        // A keyword is no name, and a pad in capitals is a constant.
        ("N<28x28x1> = fn -> conv(5, 5, pad = PAD, _, crate = 2);", &["conv", "5 as window", "5 as filters", "pad"]),
        ("struct S;", &[]),
    ] {
        assert_eq!(seen(source), expected, "{source}");
        let expansion = expand(TokenStream::from_str(source).expect("tokens"));
        syn::parse2::<syn::File>(expansion).unwrap_or_else(|error| panic!("{source}: {error}"));
    }
}

/// The generated code refers to the user's tokens by their place only where rustc is to blame them.
#[test]
fn a_name_leads_to_its_type_alone() {
    let source = "N<28 x 28 x D> = conv(F, K) -> fc(10) where params <= P;";
    let mut names = Vec::new();
    fn walk(tokens: TokenStream, names: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => walk(group.stream(), names),
                TokenTree::Ident(name) if !name.span().byte_range().is_empty() => names.push(name.to_string()),
                _ => {}
            }
        }
    }
    walk(expand(TokenStream::from_str(source).expect("tokens")), &mut names);
    names.sort();
    assert_eq!(names, ["D", "F", "K", "N", "P", "conv", "fc", "params", "units"]);
}
