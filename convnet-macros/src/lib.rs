//! The macro `convnet!`: a door to the compiler, which is a library of its own so that it can be tested as one.

#![forbid(unsafe_code)]

/// Declares convolutional networks: the volume of every layer and the number of every parameter is worked out while the
/// program compiles, and a declaration that does not fit is an error on the token that is wrong.
///
#[doc = include_str!("../docs/language.md")]
#[proc_macro]
pub fn convnet(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    convnet_compiler::expand(input.into()).into()
}
