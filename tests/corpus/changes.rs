//! The changes that errors suggest, made.

use convnet_compiler::{Diagnostic, check};
use proc_macro2::{TokenStream, TokenTree};
use std::str::FromStr;

/// A source after one suggested change.
pub struct Changed {
    /// What the error said.
    pub error: String,
    /// The source.
    pub source: String,
    /// What the error said is wrong elsewhere then.
    pub left: Option<String>,
}

/// The errors of all invocations in a source; `None` if it cannot be lexed outside of rustc.
pub fn errors(source: &str) -> Option<Vec<Diagnostic>> {
    proc_macro2::extra::invalidate_current_thread_spans();
    let tokens: Vec<TokenTree> = TokenStream::from_str(source).ok()?.into_iter().collect();
    let invocations = tokens.windows(3).filter_map(|tokens| match tokens {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Group(input)] if name == "convnet" => Some(input),
        _ => None,
    });
    Some(invocations.flat_map(|input| check(input.stream())).collect())
}

/// The source after each suggested change.
pub fn changes(source: &str, errors: &[Diagnostic]) -> Vec<Changed> {
    let of = |error: &Diagnostic| {
        let message = error.message();
        error
            .fixes()
            .map(|fix| Changed {
                error: message.clone(),
                source: fix.apply(source),
                left: fix.left().map(ToString::to_string),
            })
            .collect::<Vec<_>>()
    };
    errors.iter().flat_map(of).collect()
}

/// The source with the numbers of its constants written out in its declarations: `const K: usize = 5;`.
pub fn without_paths(source: &str) -> String {
    let constants = source.lines().filter_map(|line| {
        let (name, value) = line.strip_prefix("const ")?.strip_suffix(';')?.split_once(": usize = ")?;
        value.parse::<usize>().is_ok().then_some((name, value))
    });
    let Some(start) = source.find("convnet! {") else { return source.to_string() };
    let (head, body) = source.split_at(start);
    let body = constants.fold(body.to_string(), |body, (name, value)| {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let mut text = String::new();
        let mut rest = &body[..];
        while let Some(at) = rest.find(name) {
            let (before, behind) = (&rest[..at], &rest[at + name.len()..]);
            let alone = !before.ends_with(word) && !behind.starts_with(word);
            text.push_str(before);
            text.push_str(if alone { value } else { name });
            rest = behind;
        }
        text + rest
    });
    format!("{head}{body}")
}
