//! The front end as functions over token streams.

mod bad;
mod fuzz;
mod good;
mod oracle;
mod pytorch;
mod random;
mod snapshots;
mod stacks;

use crate::diagnostics::Diagnostics;
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
    let errors: Vec<String> =
        std::mem::take(&mut front.diagnostics).sorted().iter().map(|d| d.text().to_string()).collect();
    assert!(errors.is_empty(), "{source}: {errors:#?}");
    assert_eq!(front.networks.len(), 1, "{source}");
    front.networks.remove(0)
}

/// The errors of a source, in source order.
fn errors(source: &str) -> Vec<String> {
    run(source).diagnostics.sorted().iter().map(|d| d.text().to_string()).collect()
}

/// An error as rustc will show it.
struct Reported {
    text: String,
    /// Its first token.
    start: Span,
    /// Its last token.
    end: Span,
}

/// The errors, read from the tokens `::core::compile_error! { ".." }` of each.
fn reported(diagnostics: Diagnostics) -> Vec<Reported> {
    let tokens: Vec<TokenTree> = diagnostics.into_tokens().into_iter().collect();
    let calls = tokens.windows(3).filter_map(|tokens| match tokens {
        [TokenTree::Ident(word), _, TokenTree::Group(group)] if word == "compile_error" => {
            let text = syn::parse2::<syn::LitStr>(group.stream()).expect("a text").value();
            Some(Reported { text, start: word.span(), end: group.span() })
        }
        _ => None,
    });
    calls.collect()
}
