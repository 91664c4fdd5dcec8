//! The compiler behind `convnet!`: one file a stage, in the order in which a network passes through.
//!
//! It is an ordinary library, so that its stages can be tested and fuzzed; only `convnet-macros` is meant to call it, and it
//! changes without notice.

#![forbid(unsafe_code)]

mod diagnostics;
mod emit;
mod front;
mod graph;
mod mentions;
mod parse;
mod parse_budget;
mod parse_layer;
mod parse_number;
mod paths;
mod plan;
mod resolve;
mod resolve_arguments;
mod shape;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

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
    let stubs = front.stubs.iter().map(|stub| emit::stub(&stub.attrs, &stub.vis, &stub.name));
    let errors = front.diagnostics.into_tokens();
    [mentions].into_iter().chain(networks).chain(stubs).chain([errors]).collect()
}
