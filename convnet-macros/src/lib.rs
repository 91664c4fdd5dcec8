//! The compiler behind `convnet!`: one file a stage, in the order in which a network passes through.

mod diagnostics;
mod emit;
mod front;
mod graph;
mod parse;
mod parse_budget;
mod parse_layer;
mod parse_number;
mod plan;
mod resolve;
mod resolve_arguments;
mod shape;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

use proc_macro2::TokenStream;

/// Declares convolutional networks; `docs/language.md` is the reference of the language.
#[proc_macro]
pub fn convnet(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(input.into()).into()
}

fn expand(input: TokenStream) -> TokenStream {
    let front = front::front(input);
    let networks = front.networks.iter().map(|network| emit::emit(network, &plan::Plan::new(network)));
    let stubs = front.stubs.iter().map(|stub| emit::stub(&stub.attrs, &stub.vis, &stub.name));
    let errors = front.diagnostics.into_tokens();
    networks.chain(stubs).chain([errors]).collect()
}
