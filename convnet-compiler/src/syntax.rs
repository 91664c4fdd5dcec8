//! The syntax tree: what `parse` makes of the tokens and `resolve` reads. Every node keeps its span.

use crate::graph::{Budget, Int};
use crate::words::Word;
use proc_macro2::{Ident, Span, TokenTree};

/// A whole invocation.
#[derive(Debug, Default)]
pub struct File {
    /// The networks, in order.
    pub networks: Vec<Declaration>,
}

/// `pub Name<28x28x1> = .. where ..;`
#[derive(Debug)]
pub struct Declaration {
    /// `#[..]` and doc comments.
    pub attrs: Vec<syn::Attribute>,
    /// `pub`, ..
    pub vis: syn::Visibility,
    /// The type's name.
    pub name: Ident,
    /// Width, height and depth; `None` after an error.
    pub input: Option<[Int; 3]>,
    /// The layers.
    pub chain: Vec<Item>,
    /// The budgets.
    pub budgets: Vec<Budget>,
    /// Whether an error has been reported in this declaration.
    pub broken: bool,
}

/// What stands between two arrows. Branches will be one more kind.
#[derive(Debug)]
pub enum Item {
    /// A layer.
    Layer(LayerItem),
    /// `( .. ) * n`.
    Repeat {
        /// The layers between the parentheses.
        chain: Vec<Item>,
        /// How many times; 1 where no `*` follows.
        times: usize,
        /// The number, or the parentheses.
        span: Span,
    },
    /// An error has been reported here, so nobody knows what volume comes out.
    Broken,
}

/// `label: word(arguments)`.
#[derive(Debug)]
pub struct LayerItem {
    /// The label.
    pub label: Option<Ident>,
    /// The layer's word.
    pub word: &'static Word,
    /// Its place.
    pub span: Span,
    /// The arguments, with or without names.
    pub arguments: Vec<Argument>,
}

/// `20` or `stride = 2`.
#[derive(Debug)]
pub struct Argument {
    /// The name before `=`.
    pub name: Option<Ident>,
    /// What stands there; at least one token.
    pub value: Vec<TokenTree>,
}

impl Argument {
    /// From its name, or its first token, to its last one.
    pub fn span(&self) -> (Span, Span) {
        let start = self.name.as_ref().map_or_else(|| self.value_span().0, Ident::span);
        (start, self.value_span().1)
    }

    /// From the value's first token to its last one.
    pub fn value_span(&self) -> (Span, Span) {
        span_of(&self.value)
    }
}

/// From the first token to the last one; the call's place where there is none.
pub fn span_of(tokens: &[TokenTree]) -> (Span, Span) {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => (first.span(), last.span()),
        _ => (Span::call_site(), Span::call_site()),
    }
}
