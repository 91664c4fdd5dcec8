//! The compiler behind `convnet!`: one file a stage, in the order in which a network passes through.

#![forbid(unsafe_code)]

mod diagnostics;
mod emit;
mod front;
mod graph;
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

/// Declares convolutional networks: the volume of every layer and the number of every parameter is worked out while the
/// program compiles, and a declaration that does not fit is an error on the token that is wrong.
///
#[doc = include_str!("../docs/language.md")]
#[proc_macro]
pub fn convnet(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(input.into()).into()
}

fn expand(input: TokenStream) -> TokenStream {
    let front = front::front(input);
    let networks = front.networks.into_iter().map(|mut network| {
        let paths = paths::bind(&mut network);
        let code = emit::emit(&network, &plan::Plan::new(&network));
        quote!(#code #paths)
    });
    let stubs = front.stubs.iter().map(|stub| emit::stub(&stub.attrs, &stub.vis, &stub.name));
    let errors = front.diagnostics.into_tokens();
    networks.chain(stubs).chain([errors]).collect()
}
