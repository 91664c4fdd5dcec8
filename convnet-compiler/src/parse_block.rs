//! Branches and blocks: `add(identity, a -> b)`, `block fire(s, e) = ..;`, `fire(16, 64)`.
//!
//! A block is a chain that is written down once and used with numbers in the place of its parameters. It is read anew for each
//! use, so that every layer is one of its own, and an error in an argument stands on the argument.

use crate::diagnostics::{Diagnostics, Edit};
use crate::parse::{flatten, is_punct};
use crate::parse_layer::{Chains, MOST_LAYERS};
use crate::parse_number::{self, describe};
use crate::syntax::{Block, Item, JoinItem, LayerItem, span_of};
use crate::words::{self, Word};
use convnet_shape::Join;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// `name(a, b = 1) = chain`, behind the word `block`. `None` after an error.
pub fn definition(tokens: &[TokenTree], known: &[Block], diagnostics: &mut Diagnostics) -> Option<Block> {
    let [TokenTree::Ident(word), TokenTree::Ident(name), rest @ ..] = tokens else {
        diagnostics.error_over(span_of(tokens), "a block's name is missing").help("`block fire(s, e) = conv(1x1, s);`");
        return None;
    };
    let text = name.to_string();
    let taken = [words::BLOCK, words::IDENTITY, "where"].contains(&&*text)
        || words::find(&text).is_some()
        || words::join(&text).is_some();
    if taken {
        diagnostics.error(name.span(), format!("`{name}` is a word of the language already"));
        return None;
    }
    if known.iter().any(|block| block.name == *name) {
        diagnostics.error(name.span(), format!("the block `{name}` is declared twice"));
        return None;
    }
    let (parameters, rest) = match rest {
        [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => {
            (parameters(&flatten(group.stream()), diagnostics)?, rest)
        }
        rest => (Vec::new(), rest),
    };
    match rest {
        [equals, body @ ..] if is_punct(Some(equals), '=') && !body.is_empty() => {
            Some(Block { name: name.clone(), parameters, body: body.to_vec() })
        }
        [other, ..] if !is_punct(Some(other), '=') => {
            diagnostics.error(
                other.span(),
                format!("`=` and the layers of `{name}` are expected here, not {}", describe(other)),
            );
            None
        }
        _ => {
            diagnostics
                .error_over((word.span(), span_of(tokens).1), format!("the layers of the block `{name}` are missing"))
                .help(format!("`block {name} = conv(3x3, 8, pad = 1) -> relu;`"));
            None
        }
    }
}

type Parameters = Vec<(Ident, Option<Vec<TokenTree>>)>;

fn parameters(tokens: &[TokenTree], diagnostics: &mut Diagnostics) -> Option<Parameters> {
    let mut parameters: Parameters = Vec::new();
    for piece in pieces(tokens) {
        let (name, default) = match piece {
            [TokenTree::Ident(name)] => (name, None),
            [TokenTree::Ident(name), equals, value @ ..] if is_punct(Some(equals), '=') => {
                parse_number::int(value, &format!("the default of `{name}`"), diagnostics)?;
                (name, Some(value.to_vec()))
            }
            piece => {
                diagnostics.error_over(span_of(piece), "a parameter is a name, or a name and its default: `s = 1`");
                return None;
            }
        };
        if parameters.iter().any(|(other, _)| other == name) {
            diagnostics.error(name.span(), format!("the parameter `{name}` is declared twice"));
            return None;
        }
        parameters.push((name.clone(), default));
    }
    Some(parameters)
}

/// What stands between commas; nothing behind the last one.
fn pieces(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    let mut pieces: Vec<&[TokenTree]> = tokens.split(|token| is_punct(Some(token), ',')).collect();
    if pieces.last().is_some_and(|last| last.is_empty()) {
        pieces.pop();
    }
    pieces.into_iter()
}

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
        let tokens = group.map(|group| flatten(group.stream())).unwrap_or_default();
        let pieces: Vec<&[TokenTree]> = pieces(&tokens).collect();
        if pieces.len() < 2 {
            self.diagnostics
                .error(
                    word.span(),
                    format!(
                        "`{word}` joins two branches or more, and here {}",
                        match pieces.len() {
                            0 => "is none",
                            _ => "is one",
                        }
                    ),
                )
                .help(format!("`{}`", found.usage));
            return Item::Broken;
        }
        let mut branches = Vec::new();
        for piece in pieces {
            let chain = match piece {
                [TokenTree::Ident(identity)] if identity == words::IDENTITY => Vec::new(),
                [] => {
                    self.diagnostics
                        .error(word.span(), format!("a branch of `{word}` is missing before a comma"))
                        .help(format!("`{}`: a branch without layers is `identity`", found.usage));
                    vec![Item::Broken]
                }
                piece => self.chain(piece, word.span()),
            };
            branches.push((chain, if piece.is_empty() { (word.span(), word.span()) } else { span_of(piece) }));
        }
        let layer = LayerItem {
            label,
            word: found,
            span: word.span(),
            arguments: Some(Vec::new()),
            id,
            in_block: self.depth > 0,
        };
        Item::Join(JoinItem { layer, join, branches })
    }

    /// A use of a block.
    pub(crate) fn call(&mut self, label: Option<Ident>, word: &Ident, block: &Block, group: Option<&Group>) -> Item {
        let tokens = group.map(|group| flatten(group.stream())).unwrap_or_default();
        let Some(values) = self.values(word, block, &tokens) else { return Item::Broken };
        if self.layers > MOST_LAYERS {
            self.diagnostics
                .error(word.span(), format!("with `{word}` the network has more than {MOST_LAYERS} layers"));
            return Item::Broken;
        }
        let body = replace(&block.body, &values);
        let chain = self.in_block(|chains| chains.chain(&body, word.span()));
        Item::Block { label, chain }
    }

    /// The value of each parameter.
    fn values(&mut self, word: &Ident, block: &Block, tokens: &[TokenTree]) -> Option<Vec<(Ident, Vec<TokenTree>)>> {
        let usage = || {
            let names: Vec<String> = block
                .parameters
                .iter()
                .map(|(name, default)| match default {
                    Some(value) => format!("{name} = {}", value.iter().cloned().collect::<TokenStream>()),
                    None => name.to_string(),
                })
                .collect();
            format!("`{word}({})`", names.join(", "))
        };
        let mut values: Vec<(Ident, Vec<TokenTree>)> = Vec::new();
        let mut positional = block.parameters.iter();
        for piece in pieces(tokens) {
            let (parameter, value) = match piece {
                [TokenTree::Ident(name), equals, value @ ..] if is_punct(Some(equals), '=') => {
                    let Some((parameter, _)) = block.parameters.iter().find(|(parameter, _)| parameter == name) else {
                        let names = block.parameters.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
                        let near =
                            words::nearest(&name.to_string(), names.iter().map(String::as_str)).map(str::to_string);
                        let error = self
                            .diagnostics
                            .error(name.span(), format!("the block `{word}` has no parameter `{name}`"));
                        match near {
                            Some(near) => error
                                .help(format!("did you mean `{near}`?"))
                                .fix([Edit::replace((name.span(), name.span()), near)]),
                            None => error.help(usage()),
                        };
                        return None;
                    };
                    (parameter, value)
                }
                value => match positional.next() {
                    Some((parameter, _)) => (parameter, value),
                    None => {
                        let n = block.parameters.len();
                        let text = format!("the block `{word}` has {n} parameter{}", if n == 1 { "" } else { "s" });
                        self.diagnostics.error_over(span_of(piece), text).help(usage());
                        return None;
                    }
                },
            };
            parse_number::int(value, &format!("`{parameter}` of `{word}`"), self.diagnostics)?;
            if values.iter().any(|(other, _)| other == parameter) {
                let text = format!("`{parameter}` of `{word}` is given twice");
                self.diagnostics.error_over(span_of(piece), text).help("leave one of them out");
                return None;
            }
            values.push((parameter.clone(), value.to_vec()));
        }
        for (parameter, default) in &block.parameters {
            if values.iter().any(|(other, _)| other == parameter) {
                continue;
            }
            let Some(default) = default else {
                self.diagnostics.error(word.span(), format!("the block `{word}` lacks `{parameter}`")).help(usage());
                return None;
            };
            values.push((parameter.clone(), default.clone()));
        }
        Some(values)
    }
}

/// The tokens with values in the place of the parameters; the name of an argument (`stride = s`) and parts of a path stay.
fn replace(tokens: &[TokenTree], values: &[(Ident, Vec<TokenTree>)]) -> Vec<TokenTree> {
    let mut replaced = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut changed = Group::new(group.delimiter(), replace(&inner, values).into_iter().collect());
                changed.set_span(group.span());
                replaced.push(changed.into());
            }
            TokenTree::Ident(name)
                if !is_punct(next, '=') && !is_punct(next, ':') && !is_punct(tokens.get(at.wrapping_sub(1)), ':') =>
            {
                match values.iter().find(|(parameter, _)| parameter == name) {
                    Some((_, value)) => replaced.extend(value.iter().cloned()),
                    None => replaced.push(token.clone()),
                }
            }
            token => replaced.push(token.clone()),
        }
    }
    replaced
}
