//! The syntax tree: what `parse` makes of the tokens and `resolve` reads. Every node keeps its span.

use crate::diagnostics::LayerId;
use crate::graph::Int;
use crate::parse_budget::Clause;
use crate::words::Word;
use convnet_shape::Join;
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
    /// What stands behind `where`.
    pub clause: Clause,
    /// Which declaration of the invocation this is, counted from 0.
    pub index: usize,
    /// Where the semicolon is missing.
    pub unended: Option<Unended>,
    /// Whether an error has been reported in this declaration.
    pub broken: bool,
    /// The statements of the blocks with errors of their own that it uses.
    pub broken_blocks: Vec<usize>,
}

/// A declaration without its semicolon.
#[derive(Clone, Copy, Debug)]
pub struct Unended {
    /// Its last token.
    pub end: Span,
    /// Where the last layer begins: an error from here on says that it is still being written, and that the semicolon is
    /// missing goes without saying.
    pub unfinished: Span,
}

/// What stands between two arrows.
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
    /// `add(..)` or `concat(..)`: its arguments are the branches.
    Join(JoinItem),
    /// `label: aux(0.3, a -> b)`.
    Aux(AuxItem),
    /// `label: name(16, 64)`, a block's layers.
    Block {
        /// What stands before the names of its layers.
        label: Option<Ident>,
        /// Its layers, with the arguments in the place of the parameters.
        chain: Vec<Item>,
    },
    /// `fully_convolutional(Net)`: the layers of a network declared before; the first of a chain.
    Sliding {
        /// That network.
        network: Ident,
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
    /// The arguments, with or without names; `None` after an error in them.
    pub arguments: Option<Vec<Argument>>,
    /// Which layer of the declaration this is.
    pub id: LayerId,
    /// It stands in a block's body.
    pub in_block: bool,
}

/// `add(identity, a -> b)`.
#[derive(Debug)]
pub struct JoinItem {
    /// The layer that joins.
    pub layer: LayerItem,
    /// How.
    pub join: Join,
    /// The branches: none of `identity`'s layers, and the tokens.
    pub branches: Vec<(Vec<Item>, (Span, Span))>,
}

/// `aux(0.3, a -> softmax(10))`.
#[derive(Debug)]
pub struct AuxItem {
    /// What stands before the names of its layers.
    pub label: Option<Ident>,
    /// What its cost counts; above 0.
    pub weight: f32,
    /// Its layers.
    pub chain: Vec<Item>,
    /// The place of its word.
    pub word: Span,
    /// It stands in a block's body.
    pub in_block: bool,
}

/// `block name(width, stride = 1) = ..;`
#[derive(Clone, Debug)]
pub struct Block {
    /// Which statement of the invocation this is: what stands before it cannot use it.
    pub index: usize,
    /// Its name.
    pub name: Ident,
    /// Its parameters and their defaults.
    pub parameters: Vec<(Ident, Option<Vec<TokenTree>>)>,
    /// Its layers, not read yet; `None` after an error in what stands before them.
    pub body: Option<Vec<TokenTree>>,
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
