//! Auxiliary heads: `aux(0.3, a -> softmax(10))`.

use crate::diagnostics::Edit;
use crate::parse::{flatten, is_punct};
use crate::parse_layer::Chains;
use crate::parse_number;
use crate::syntax::{AuxItem, Item, span_of};
use crate::words::AUX;
use proc_macro2::{Group, Ident, TokenTree};

/// How many tokens stand before the layers: the weight and its comma.
pub fn weight_len(tokens: &[TokenTree]) -> usize {
    tokens.iter().position(|token| is_punct(Some(token), ',')).map_or(0, |comma| comma + 1)
}

impl Chains<'_> {
    /// A weight and a chain.
    pub(crate) fn aux(&mut self, label: Option<Ident>, word: &Ident, group: Option<&Group>) -> Item {
        let tokens = group.map(|group| flatten(group.stream())).unwrap_or_default();
        if tokens.is_empty() {
            self.diagnostics
                .error(word.span(), "`aux` lacks the weight of its cost and its layers")
                .help(format!("`{}`", AUX.usage));
            return Item::Broken;
        }
        let (weight, chain) = self.weight(word, &tokens);
        if self.in_head {
            self.diagnostics
                .error(word.span(), "an auxiliary head stands within another")
                .help("it reads a value of the network's own: write it beside the other");
        }
        let outside = std::mem::replace(&mut self.in_head, true);
        let chain = chain.map(|chain| self.chain(chain, word.span()));
        self.in_head = outside;
        let (word, in_block) = (word.span(), !self.outside.is_empty());
        match (weight, chain) {
            (Some(weight), Some(chain)) if !outside => Item::Aux(AuxItem { label, weight, chain, word, in_block }),
            _ => Item::Broken,
        }
    }

    /// The weight, `None` after an error, and the tokens of the layers, if there are some.
    fn weight<'t>(&mut self, word: &Ident, tokens: &'t [TokenTree]) -> (Option<f32>, Option<&'t [TokenTree]>) {
        let (weight, chain) = tokens.split_at(weight_len(tokens));
        let mut weight = &weight[..weight.len().saturating_sub(1)];
        let begins = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Literal(_))) || is_punct(token, '-');
        if let [TokenTree::Ident(name), equals, value @ ..] = weight
            && is_punct(Some(equals), '=')
        {
            self.diagnostics
                .error_over((name.span(), equals.span()), "the weight of `aux` stands without a name")
                .help(format!("`{}`", AUX.usage))
                .fix([Edit::replace((name.span(), equals.span()), "")]);
            weight = value;
        }
        if weight.is_empty() && begins(tokens.first()) {
            self.diagnostics
                .error(word.span(), "`aux` lacks its layers: they stand behind its weight and a comma")
                .help(format!("`{}`", AUX.usage));
            return (None, None);
        }
        if let [chain @ .., comma, last @ TokenTree::Literal(_)] = tokens
            && is_punct(Some(comma), ',')
            && !begins(tokens.first())
        {
            let start = span_of(tokens).0;
            self.diagnostics
                .error(last.span(), "the weight of `aux` stands before its layers")
                .help(format!("`{}`", AUX.usage))
                .fix([Edit::before(start, format!("{last}, ")), Edit::replace((comma.span(), last.span()), "")]);
            return (None, Some(chain));
        }
        if weight.is_empty() || !begins(weight.first()) {
            let span = weight.first().or(tokens.first()).map_or(word.span(), TokenTree::span);
            self.diagnostics
                .error(span, "`aux` begins with the weight of its cost: a number above 0")
                .help("`0.3`, as in GoogLeNet's paper")
                .fix([Edit::before(span, "0.3, ")]);
            // A chain may have a comma too many.
            return (None, Some(tokens));
        }
        let Some(real) = parse_number::real(weight, "the weight of `aux`", self.diagnostics) else {
            return (None, Some(chain));
        };
        if real.value <= 0.0 {
            let text = format!("the weight of `aux` must be above 0, not {}", real.text);
            self.diagnostics.error_over(span_of(weight), text);
            return (None, Some(chain));
        }
        (Some(real.value), Some(chain))
    }
}
