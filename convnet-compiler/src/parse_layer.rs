//! Chains and layers: `conv1: conv(5x5, 20, stride = 2) -> (relu -> pool(2)) * 3`.

use crate::diagnostics::Diagnostics;
use crate::parse::{flatten, is_arrow, is_punct};
use crate::parse_number::{self, describe};
use crate::syntax::{Argument, Item, LayerItem, span_of};
use crate::words::{self, Word};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};

/// Layers with arrows between them. `place` is blamed where there is no token at all.
pub fn chain(tokens: &[TokenTree], place: Span, diagnostics: &mut Diagnostics) -> Vec<Item> {
    if tokens.is_empty() {
        diagnostics.error(place, "a layer is missing here").help("`conv(5x5, 20) -> relu -> softmax(10)`");
        return vec![Item::Broken];
    }
    let mut items = Vec::new();
    let mut start = 0;
    loop {
        let arrow = (start..tokens.len()).find(|at| is_arrow(tokens, *at));
        let end = arrow.unwrap_or(tokens.len());
        if start == end {
            // Two arrows, an arrow in front, or one at the end.
            let at = arrow.unwrap_or_else(|| start - 2);
            diagnostics.error_over(
                (tokens[at].span(), tokens[at + 1].span()),
                if arrow.is_some() {
                    "a layer is missing before this arrow"
                } else {
                    "a layer is missing after this arrow"
                },
            );
            items.push(Item::Broken);
        } else {
            between_arrows(&tokens[start..end], &mut items, diagnostics);
        }
        match arrow {
            Some(at) => start = at + 2,
            None => return items,
        }
    }
}

/// One layer; or several, where the arrow between them has been forgotten.
fn between_arrows(mut tokens: &[TokenTree], items: &mut Vec<Item>, diagnostics: &mut Diagnostics) {
    loop {
        tokens = item(tokens, items, diagnostics);
        match tokens {
            [] => return,
            [TokenTree::Ident(word), rest @ ..]
                if words::find(&word.to_string()).is_some() || is_punct(rest.first(), ':') =>
            {
                diagnostics.error(word.span(), format!("`->` is missing before `{word}`"));
            }
            [dash, gap, ..] if is_punct(Some(dash), '-') && is_punct(Some(gap), '>') => {
                diagnostics.error_over((dash.span(), gap.span()), "an arrow is one word").help("write `->`");
                tokens = &tokens[2..];
                if tokens.is_empty() {
                    return;
                }
            }
            [other, ..] => {
                let error = diagnostics.error(
                    other.span(),
                    format!("{} does not belong here: `->` and the next layer, `where`, or `;`", describe(other)),
                );
                match other {
                    TokenTree::Punct(p) if matches!(p.as_char(), ',' | '|' | '>' | '.' | '=') => {
                        error.help("layers are joined by `->`");
                    }
                    TokenTree::Punct(p) if p.as_char() == '*' => {
                        error.help("only layers in parentheses are repeated: `(conv(3x3, 8, pad = 1) -> relu) * 2`");
                    }
                    _ => {}
                }
                items.push(Item::Broken);
                return;
            }
        }
    }
}

/// Reads one layer or one repetition off the front; there is at least one token.
fn item<'a>(tokens: &'a [TokenTree], items: &mut Vec<Item>, diagnostics: &mut Diagnostics) -> &'a [TokenTree] {
    let (label, tokens) = match tokens {
        [TokenTree::Ident(label), colon, rest @ ..] if is_punct(Some(colon), ':') && !is_punct(rest.first(), ':') => {
            (Some(label), rest)
        }
        _ => (None, tokens),
    };
    match tokens {
        [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => {
            if let Some(label) = label {
                diagnostics
                    .error(label.span(), format!("the label `{label}` stands before several layers"))
                    .help("a label names one layer");
            }
            repeat(group, rest, items, diagnostics)
        }
        [TokenTree::Ident(word), rest @ ..] => {
            let (arguments, rest) = match rest {
                [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => {
                    (Some(group), rest)
                }
                rest => (None, rest),
            };
            let label = label.filter(|label| valid_label(label, diagnostics));
            items.push(layer(label, word, arguments, diagnostics));
            rest
        }
        [other, rest @ ..] => {
            diagnostics.error(other.span(), format!("a layer is expected here, not {}", describe(other)));
            items.push(Item::Broken);
            // The rest up to the next arrow belongs to the same mistake.
            &rest[rest.len()..]
        }
        [] => {
            if let Some(label) = label {
                diagnostics.error(label.span(), format!("the label `{label}` stands before no layer"));
            }
            items.push(Item::Broken);
            tokens
        }
    }
}

/// Whether it can name a field and a tensor.
fn valid_label(label: &Ident, diagnostics: &mut Diagnostics) -> bool {
    let text = label.to_string();
    let valid = !text.starts_with("r#") && syn::parse_str::<Ident>(&text).is_ok();
    if !valid {
        diagnostics.error(label.span(), format!("`{label}` cannot be a label: it is not a plain Rust name"));
    }
    valid
}

fn layer(label: Option<&Ident>, word: &Ident, group: Option<&Group>, diagnostics: &mut Diagnostics) -> Item {
    let name = word.to_string();
    if let Some((word_, what)) = words::RESERVED.iter().find(|(reserved, _)| *reserved == name) {
        diagnostics.error(word.span(), format!("`{word_}`, {what}, is not available yet"));
        return Item::Broken;
    }
    let Some(found) = words::find(&name) else {
        let error = diagnostics.error(word.span(), format!("there is no layer `{name}`"));
        if name == "flatten" {
            error.help("leave it out: `fc` and `softmax(N)` read a volume as it is");
        } else if let Some(near) = words::nearest_layer(&name) {
            error.help(format!("did you mean `{near}`?"));
        } else {
            let all: Vec<&str> = words::LAYERS.iter().map(|word| word.name).collect();
            error.help(format!("the layers are {}", all.join(", ")));
        }
        return Item::Broken;
    };
    let Some(arguments) = arguments(found, group, diagnostics) else { return Item::Broken };
    Item::Layer(LayerItem { label: label.cloned(), word: found, span: word.span(), arguments })
}

/// What stands between the parentheses, cut at the commas. `None` if an argument cannot be told from its neighbours.
fn arguments(word: &Word, group: Option<&Group>, diagnostics: &mut Diagnostics) -> Option<Vec<Argument>> {
    let Some(group) = group else { return Some(Vec::new()) };
    let tokens = flatten(group.stream());
    let mut arguments = Vec::new();
    let mut broken = false;
    let mut pieces: Vec<&[TokenTree]> = tokens.split(|token| is_punct(Some(token), ',')).collect();
    // A comma at the end is fine, and so is nothing at all.
    if pieces.last().is_some_and(|last| last.is_empty()) {
        pieces.pop();
    }
    for piece in &pieces {
        if piece.is_empty() {
            diagnostics.error(group.span(), format!("an argument of `{}` is missing before a comma", word.name));
            broken = true;
            continue;
        }
        let (name, value) = match piece {
            [TokenTree::Ident(name), sign, value @ ..] if is_punct(Some(sign), '=') => (Some(name), value),
            [TokenTree::Ident(name), rest @ ..] if word.named.contains(&&*name.to_string()) && !rest.is_empty() => {
                let colon = is_punct(rest.first(), ':');
                diagnostics
                    .error(name.span(), format!("`=` is missing after `{name}`"))
                    .help(format!("`{name} = ..`{}", if colon { ", with `=` in place of `:`" } else { "" }));
                broken = true;
                continue;
            }
            value => (None, *value),
        };
        if value.is_empty() {
            diagnostics.error_over(span_of(piece), "a value is missing after `=`");
            broken = true;
            continue;
        }
        arguments.push(Argument { name: name.cloned(), value: value.to_vec() });
    }
    (!broken).then_some(arguments)
}

/// `( .. ) * n`, or parentheses alone.
fn repeat<'a>(
    group: &Group,
    rest: &'a [TokenTree],
    items: &mut Vec<Item>,
    diagnostics: &mut Diagnostics,
) -> &'a [TokenTree] {
    let chain = chain(&flatten(group.stream()), group.span(), diagnostics);
    let [star, after @ ..] = rest else {
        items.push(Item::Repeat { chain, times: 1, span: group.span() });
        return rest;
    };
    if !is_punct(Some(star), '*') {
        items.push(Item::Repeat { chain, times: 1, span: group.span() });
        return rest;
    }
    let len = match after {
        [TokenTree::Literal(_), ..] => 1,
        _ => parse_number::path_len(after),
    };
    let what = "the number of repetitions";
    let (number, left) = after.split_at(len);
    if number.is_empty() {
        let span = after.first().unwrap_or(star).span();
        diagnostics.error(span, "a number of repetitions is expected after `*`").help("`(conv(3x3, 8) -> relu) * 3`");
        items.push(Item::Broken);
        return &after[after.len()..];
    }
    match parse_number::int(number, what, diagnostics) {
        Some(times) => match times.value {
            Some(0) => {
                diagnostics.error(times.span, "layers repeated 0 times are no layers");
                items.push(Item::Broken);
            }
            Some(n) => items.push(Item::Repeat { chain, times: n, span: times.span }),
            None => {
                diagnostics
                    .error(times.span, "the number of repetitions is a literal")
                    .help("it decides which layers there are, and a macro cannot see the value of a `const`");
                items.push(Item::Broken);
            }
        },
        None => items.push(Item::Broken),
    }
    left
}
