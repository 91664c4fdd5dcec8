//! The front end as functions over token streams.

mod bad;
mod blocks;
mod braces;
mod fuzz;
mod good;
mod mentions;
mod oracle;
mod pytorch;
mod random;
mod snapshots;
mod spellings;
mod stacks;
mod unfinished;

use crate::front::{Front, front};
use crate::graph::Network;
use proc_macro2::{Span, TokenStream, TokenTree};
use std::str::FromStr;

fn run(source: &str) -> Front {
    front(TokenStream::from_str(source).unwrap_or_else(|e| panic!("{source}: {e}")))
}

/// The only network of a source without errors.
fn network(source: &str) -> Network {
    let mut front = run(source);
    let errors: Vec<String> = std::mem::take(&mut front.diagnostics).sorted().iter().map(|d| d.message()).collect();
    assert!(errors.is_empty(), "{source}: {errors:#?}");
    assert_eq!(front.networks.len(), 1, "{source}");
    front.networks.remove(0)
}

/// The errors of a source, in source order.
fn errors(source: &str) -> Vec<String> {
    run(source).diagnostics.sorted().iter().map(|d| d.message()).collect()
}

/// An error as rustc will show it.
struct Reported {
    text: String,
    /// Its first token.
    start: Span,
    /// Its last token.
    end: Span,
}

/// The errors of an expansion as rustc prints them, in its order: what has been told of the same place is left out.
fn reported(expansion: TokenStream) -> Vec<Reported> {
    let mut told = std::collections::HashSet::new();
    let place = |error: &Reported| (error.start.byte_range().start, error.end.byte_range().end);
    let mut found = all_reported(expansion);
    found.retain(|error| told.insert((place(error), error.text.clone())));
    found
}

/// Each is a `::core::compile_error! { ".." }`.
fn all_reported(expansion: TokenStream) -> Vec<Reported> {
    let tokens: Vec<TokenTree> = expansion.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        match &tokens[..at] {
            [.., TokenTree::Ident(word), TokenTree::Punct(_)] if word == "compile_error" => {
                let text = syn::parse2::<syn::LitStr>(group.stream()).expect("a text").value();
                found.push(Reported { text, start: word.span(), end: group.span() });
            }
            _ => found.extend(all_reported(group.stream())),
        }
    }
    found
}
