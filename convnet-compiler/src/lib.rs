//! The compiler behind `convnet!`: one file a stage, in the order in which a network passes through.
//!
//! It is an ordinary library, so that its stages can be tested and fuzzed; only `convnet-macros` is meant to call it, and it
//! changes without notice.

#![forbid(unsafe_code)]

mod diagnostics;
mod emit;
mod front;
mod graph;
mod heads;
mod mentions;
mod parse;
mod parse_aux;
mod parse_block;
mod parse_braces;
mod parse_budget;
mod parse_join;
mod parse_label;
mod parse_layer;
mod parse_literal;
mod parse_number;
mod paths;
mod plan;
mod resolve;
mod resolve_arguments;
mod resolve_init;
mod shape;
mod sliding;
mod suggest;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

pub use diagnostics::{Diagnostic, Fix};

use proc_macro2::TokenStream;
use quote::quote;

/// What `convnet! { input }` expands to.
pub fn expand(input: TokenStream) -> TokenStream {
    // First, so that an editor that completes a word finds it at the same place of the expansion before and after.
    let mentions = mentions::mentions(input.clone());
    let front = front::front(input);
    let networks = front.networks.into_iter().map(|mut network| {
        let paths = paths::bind(&mut network);
        let code = emit::emit(&network, &plan::Plan::new(&network));
        quote!(#code #paths)
    });
    let (errors, others) = diagnostics::into_tokens(front.diagnostics, &front.stubs);
    let stubs = front.stubs.iter().zip(&errors).map(|(stub, errors)| emit::stub(stub, errors));
    [mentions].into_iter().chain(networks).chain(stubs).chain([others]).collect()
}

/// The errors of `convnet! { input }`, in source order; those of `const` paths are rustc's to find.
pub fn check(input: TokenStream) -> Vec<Diagnostic> {
    let mut errors = front::front(input).diagnostics.sorted();
    errors.retain(|error| !error.is_silent());
    errors
}
