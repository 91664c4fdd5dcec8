//! Branches: `add(identity, a -> b)`, `concat(a, b -> c)`.

use crate::diagnostics::Edit;
use crate::parse::{flatten, is_punct};
use crate::parse_block::pieces;
use crate::parse_layer::Chains;
use crate::syntax::{Item, JoinItem, LayerItem, span_of};
use crate::words::{self, Word};
use convnet_shape::Join;
use proc_macro2::{Delimiter, Group, Ident, TokenTree};

impl Chains<'_> {
    /// `add(..)`, `concat(..)`.
    pub(crate) fn join(
        &mut self,
        label: Option<Ident>,
        word: &Ident,
        found: &'static Word,
        group: Option<&Group>,
    ) -> Item {
        let join = if found.name == Join::Add.word() { Join::Add } else { Join::Concat };
        let id = self.next_layer();
        let mut tokens = group.map(|group| flatten(group.stream())).unwrap_or_default();
        if let Some(list) = self.list(word, &tokens) {
            tokens = list;
        }
        let pieces: Vec<&[TokenTree]> = pieces(&tokens).collect();
        if pieces.len() < 2 {
            let text = match pieces.len() {
                0 => format!("`{word}` joins two branches or more, and here is none"),
                _ => format!("`{word}` joins two branches or more, and here is one"),
            };
            self.diagnostics.error(word.span(), text).help(format!("`{}`", found.usage));
            // Its layers may have mistakes of their own.
            pieces.into_iter().for_each(|piece| drop(self.branch(word, piece)));
            return Item::Broken;
        }
        let mut branches = Vec::new();
        let mut commas = tokens.iter().filter(|token| is_punct(Some(token), ','));
        for piece in pieces {
            let comma = commas.next().map_or(word.span(), TokenTree::span);
            if piece.is_empty() {
                self.diagnostics
                    .error(comma, format!("a branch of `{word}` is missing before this comma"))
                    .help("leave the comma out, or write `identity` for a branch without layers")
                    .fix([Edit::replace((comma, comma), "")]);
            }
            let span = if piece.is_empty() { (comma, comma) } else { span_of(piece) };
            branches.push((self.branch(word, piece), span));
        }
        let in_block = !self.outside.is_empty();
        let layer = LayerItem { label, word: found, span: word.span(), arguments: Some(Vec::new()), id, in_block };
        Item::Join(JoinItem { layer, join, branches })
    }

    /// `concat([a, b])`: other libraries take a list.
    fn list(&mut self, word: &Ident, tokens: &[TokenTree]) -> Option<Vec<TokenTree>> {
        let [TokenTree::Group(list)] = tokens else { return None };
        if list.delimiter() != Delimiter::Bracket {
            return None;
        }
        let (open, close) = ((list.span_open(), list.span_open()), (list.span_close(), list.span_close()));
        self.diagnostics
            .error(list.span(), format!("the branches of `{word}` stand without `[ .. ]`"))
            .help("leave the brackets out")
            .fix([Edit::replace(open, ""), Edit::replace(close, "")]);
        Some(flatten(list.stream()))
    }

    /// The layers of one branch: none for `identity`.
    fn branch(&mut self, word: &Ident, piece: &[TokenTree]) -> Vec<Item> {
        match piece {
            [TokenTree::Ident(identity)] if identity == words::IDENTITY => Vec::new(),
            [] => vec![Item::Broken],
            [TokenTree::Ident(name), sign, ..] if is_punct(Some(sign), '=') => {
                self.diagnostics
                    .error_over(span_of(piece), format!("`{word}` has no argument `{name}`"))
                    .help("between its parentheses stand branches");
                vec![Item::Broken]
            }
            piece => self.chain(piece, word.span()),
        }
    }
}
