//! The compiler behind `convnet!`.

mod emit;
mod graph;
mod plan;
mod temporary;

/// Declares convolutional networks.
#[proc_macro]
pub fn convnet(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    temporary::run(input.into()).into()
}
