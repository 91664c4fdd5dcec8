//! Blocks: `block fire(s, e = 64) = ..;`, `fire(16)`.
//!
//! A block is a chain that is written down once and used with numbers in the place of its parameters. It is read anew for each
//! use, so that every layer is one of its own, and an error in an argument stands on the argument.

use crate::diagnostics::{Diagnostics, Edit};
use crate::parse::{attributes, flatten, is_punct, visibility};
use crate::parse_layer::{Chains, MOST_LAYERS};
use crate::parse_number::{self, describe};
use crate::syntax::{Block, Item, span_of};
use crate::words;
use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};

/// Arguments that are longer than this come from blocks that hand them on to others twice and more.
const LONGEST_ARGUMENT: usize = 1024;

/// Whether a statement is the declaration of a block. A `<` behind the word makes it the name of a network.
pub fn begins(tokens: &[TokenTree]) -> bool {
    let mut tokens = tokens;
    while let [sign, TokenTree::Group(_), rest @ ..] = tokens
        && is_punct(Some(sign), '#')
    {
        tokens = rest;
    }
    let (_, tokens) = visibility(tokens, &mut Diagnostics::default());
    matches!(tokens, [TokenTree::Ident(word), rest @ ..] if word == words::BLOCK && !is_punct(rest.first(), '<'))
}

/// `block name(a, b = 1) = chain`; the `known` blocks are those before it. `None` where it has no name of its own.
pub fn definition(index: usize, tokens: &[TokenTree], known: &[Block], diagnostics: &mut Diagnostics) -> Option<Block> {
    let (attributes, rest) = attributes(tokens, diagnostics);
    for attribute in attributes.iter().filter(|attribute| !attribute.path().is_ident("doc")) {
        diagnostics.error_over(spans(attribute), "a block has no attributes but its documentation");
    }
    let (_, declaration) = visibility(rest, diagnostics);
    let before = &rest[..rest.len() - declaration.len()];
    if !before.is_empty() {
        diagnostics
            .error_over(span_of(before), "a block has no visibility: it is known in its invocation alone")
            .help("leave it out")
            .fix([Edit::replace(span_of(before), "")]);
    }
    let [TokenTree::Ident(_), TokenTree::Ident(name), rest @ ..] = declaration else {
        let missing = declaration.get(1).or(declaration.first());
        let span = missing.map_or(span_of(tokens), |token| (token.span(), token.span()));
        diagnostics.error_over(span, "a block's name is missing").help("`block fire(s, e) = conv(1x1, s) -> relu;`");
        return None;
    };
    if is_word(&name.to_string()) {
        diagnostics.error(name.span(), format!("`{name}` is a word of the language already"));
        return None;
    }
    if known.iter().any(|block| block.name == *name) {
        diagnostics.error(name.span(), format!("the block `{name}` is declared twice"));
        return None;
    }
    let mut block = Block { index, name: name.clone(), parameters: Vec::new(), body: None };
    let rest = match rest {
        [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => {
            match parameters(&flatten(group.stream()), known, diagnostics) {
                Some(parameters) => block.parameters = parameters,
                None => return Some(block),
            }
            rest
        }
        rest => rest,
    };
    match rest {
        [equals, body @ ..] if is_punct(Some(equals), '=') && !body.is_empty() => {
            let clause = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "where");
            let end = body.iter().position(clause).unwrap_or(body.len());
            if let Some(clause) = body.get(end) {
                diagnostics
                    .error(clause.span(), "a block has no `where`")
                    .help("it stands behind the layers of a network");
            }
            block.body = Some(body[..end].to_vec());
        }
        [other, ..] if !is_punct(Some(other), '=') => {
            let text = format!("`=` and the layers of `{name}` are expected here, not {}", describe(other));
            diagnostics.error(other.span(), text);
        }
        _ => {
            diagnostics
                .error_over((name.span(), span_of(tokens).1), format!("the layers of the block `{name}` are missing"))
                .help(format!("`block {name} = conv(3x3, 8, pad = 1) -> relu;`"));
        }
    }
    Some(block)
}

fn spans(attribute: &syn::Attribute) -> (proc_macro2::Span, proc_macro2::Span) {
    (attribute.pound_token.span, attribute.bracket_token.span.join())
}

/// Whether it begins or is a layer.
fn is_word(name: &str) -> bool {
    [words::BLOCK, words::IDENTITY, "where"].contains(&name)
        || words::find(name).is_some()
        || words::structure(name).is_some()
}

type Parameters = Vec<(Ident, Option<Vec<TokenTree>>)>;

fn parameters(tokens: &[TokenTree], known: &[Block], diagnostics: &mut Diagnostics) -> Option<Parameters> {
    let mut parameters: Parameters = Vec::new();
    for piece in pieces(tokens) {
        let (name, default) = match piece {
            [TokenTree::Ident(name)] => (name, None),
            [TokenTree::Ident(name), equals, value @ ..] if is_punct(Some(equals), '=') => {
                let what = format!("the default of `{name}`");
                if value.is_empty() {
                    diagnostics.error_over((name.span(), equals.span()), format!("{what} is missing"));
                    return None;
                }
                (name, Some(number(value, &what, diagnostics)?))
            }
            piece => {
                let span = if piece.is_empty() { span_of(tokens) } else { span_of(piece) };
                let error = diagnostics.error_over(span, "a parameter is a name, or a name and its default: `s = 1`");
                if let [TokenTree::Ident(name), colon, ..] = piece
                    && is_punct(Some(colon), ':')
                {
                    error.help("every parameter is an integer").fix([Edit::replace(span, name)]);
                }
                return None;
            }
        };
        let text = name.to_string();
        // In the body each would be replaced by a number.
        let other = ["x", "same", "floor", "ceil", "true", "false"].contains(&&*text)
            || words::INITS.iter().any(|init| init.name == text)
            || is_word(&text)
            || parse_number::is_glued(name)
            || syn::parse2::<Ident>(TokenTree::Ident(name.clone()).into()).is_err();
        if other || known.iter().any(|block| block.name == *name) {
            let what = if other { "is a word of the language already" } else { "is the name of a block already" };
            diagnostics.error(name.span(), format!("`{name}` {what}")).help("call the parameter otherwise");
            return None;
        }
        if parameters.iter().any(|(other, _)| other == name) {
            diagnostics.error(name.span(), format!("the parameter `{name}` is declared twice"));
            return None;
        }
        parameters.push((name.clone(), default));
    }
    Some(parameters)
}

/// What stands between commas; nothing behind the last one.
pub fn pieces(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    let mut pieces: Vec<&[TokenTree]> = tokens.split(|token| is_punct(Some(token), ',')).collect();
    if pieces.last().is_some_and(|last| last.is_empty()) {
        pieces.pop();
    }
    pieces.into_iter()
}

/// An integer as the tokens that take a parameter's place: what is known is one literal, so that arguments do not grow
/// on their way from block to block.
fn number(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<Vec<TokenTree>> {
    let int = parse_number::int(tokens, what, diagnostics)?;
    let (start, end) = int.span;
    let Some(value) = int.value else { return Some(tokens.to_vec()) };
    if start.start() != end.start() {
        return Some(tokens.to_vec());
    }
    let mut literal = Literal::usize_unsuffixed(value);
    literal.set_span(start);
    Some(vec![literal.into()])
}

fn length(tokens: impl IntoIterator<Item = TokenTree>) -> usize {
    let length_of = |token| match token {
        TokenTree::Group(group) => 1 + length(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(length_of).sum()
}

impl Chains<'_> {
    /// A use of a block.
    pub(crate) fn call(&mut self, label: Option<Ident>, word: &Ident, block: &Block, group: Option<&Group>) -> Item {
        if block.index >= self.statement {
            let text = match block.index == self.statement {
                true => format!("the block `{word}` uses itself"),
                false => format!("the block `{word}` is declared further down"),
            };
            self.diagnostics.error(word.span(), text).help("a block stands before what uses it");
            return Item::Broken;
        }
        let Some(body) = &block.body else {
            self.broken_blocks.push(block.index);
            return Item::Broken;
        };
        let tokens = group.map(|group| flatten(group.stream())).unwrap_or_default();
        let Some(values) = self.values(word, block, &tokens) else { return Item::Broken };
        self.uses += 1;
        if self.layers.max(self.uses) > MOST_LAYERS {
            // Once, where it has been written: what uses blocks that use blocks soon has millions.
            if self.uses < usize::MAX / 2 {
                self.uses = usize::MAX / 2;
                let span = self.outside.first().copied().unwrap_or_else(|| word.span());
                let text = format!("with this block the network has more than {MOST_LAYERS} layers and uses of blocks");
                self.diagnostics.error(span, text);
            }
            return Item::Broken;
        }
        let body = replace(body, &values, false);
        let statement = std::mem::replace(&mut self.statement, block.index);
        self.outside.push(word.span());
        self.diagnostics.enter_block();
        let chain = self.chain(&body, word.span());
        self.diagnostics.leave_block();
        self.outside.pop();
        self.statement = statement;
        Item::Block { label, chain }
    }

    /// The value of each parameter.
    fn values(&mut self, word: &Ident, block: &Block, tokens: &[TokenTree]) -> Option<Vec<(Ident, Vec<TokenTree>)>> {
        let mut values: Vec<(Ident, Vec<TokenTree>)> = Vec::new();
        let mut positional = block.parameters.iter();
        for piece in pieces(tokens) {
            let (parameter, value) = match piece {
                [TokenTree::Ident(name), equals, value @ ..] if is_punct(Some(equals), '=') => {
                    let Some((parameter, _)) = block.parameters.iter().find(|(parameter, _)| parameter == name) else {
                        self.no_parameter(word, name, block);
                        return None;
                    };
                    (parameter, value)
                }
                [] => {
                    let span =
                        tokens.iter().find(|token| is_punct(Some(token), ',')).map_or(word.span(), TokenTree::span);
                    self.diagnostics.error(span, format!("an argument of `{word}` is missing before a comma"));
                    return None;
                }
                value => match positional.next() {
                    Some((parameter, _)) => (parameter, value),
                    None => {
                        let text = match block.parameters.len() {
                            0 => format!("the block `{word}` has no parameters"),
                            1 => format!("the block `{word}` has 1 parameter"),
                            n => format!("the block `{word}` has {n} parameters"),
                        };
                        self.diagnostics.error_over(span_of(piece), text).help(usage(word, block));
                        return None;
                    }
                },
            };
            if value.is_empty() {
                let text = format!("a value is missing after `{parameter} =`");
                self.diagnostics.error_over(span_of(piece), text);
                return None;
            }
            let value = number(value, &format!("`{parameter}` of `{word}`"), self.diagnostics)?;
            if length(value.clone()) > LONGEST_ARGUMENT {
                self.diagnostics
                    .error_over(span_of(piece), format!("`{parameter}` of `{word}` is too long an expression"));
                return None;
            }
            if values.iter().any(|(other, _)| other == parameter) {
                let text = format!("`{parameter}` of `{word}` is given twice");
                self.diagnostics.error_over(span_of(piece), text).help("leave one of them out");
                return None;
            }
            values.push((parameter.clone(), value));
        }
        for (parameter, default) in &block.parameters {
            if values.iter().any(|(other, _)| other == parameter) {
                continue;
            }
            let Some(default) = default else {
                let text = format!("the block `{word}` lacks `{parameter}`");
                self.diagnostics.error(word.span(), text).help(usage(word, block));
                return None;
            };
            values.push((parameter.clone(), default.clone()));
        }
        Some(values)
    }

    fn no_parameter(&mut self, word: &Ident, name: &Ident, block: &Block) {
        let names: Vec<String> = block.parameters.iter().map(|(name, _)| name.to_string()).collect();
        let near = words::nearest(&name.to_string(), names.iter().map(String::as_str)).map(str::to_string);
        let error = self.diagnostics.error(name.span(), format!("the block `{word}` has no parameter `{name}`"));
        match near {
            Some(near) => {
                error.help(format!("did you mean `{near}`?")).fix([Edit::replace((name.span(), name.span()), near)])
            }
            None => error.help(usage(word, block)),
        };
    }
}

/// How a block is used, for error messages.
fn usage(word: &Ident, block: &Block) -> String {
    let parameter = |(name, default): &(Ident, Option<Vec<TokenTree>>)| match default {
        Some(value) => format!("{name} = {}", value.iter().cloned().collect::<TokenStream>()),
        None => name.to_string(),
    };
    let parameters: Vec<String> = block.parameters.iter().map(parameter).collect();
    if parameters.is_empty() { format!("`{word}`") } else { format!("`{word}({})`", parameters.join(", ")) }
}

/// The tokens with values in the place of the parameters. Parts of a path stay, and so does the name of an argument
/// (`stride = s`); in braces, where Rust stands, `=` may be half of a comparison.
fn replace(tokens: &[TokenTree], values: &[(Ident, Vec<TokenTree>)], rust: bool) -> Vec<TokenTree> {
    let mut replaced = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (next, last) = (tokens.get(at + 1), tokens.get(at.wrapping_sub(1)));
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let rust = rust || group.delimiter() == Delimiter::Brace;
                let mut changed = Group::new(group.delimiter(), replace(&inner, values, rust).into_iter().collect());
                changed.set_span(group.span());
                replaced.push(changed.into());
            }
            TokenTree::Ident(name)
                if (rust || !is_punct(next, '='))
                    && !is_punct(next, ':')
                    && !is_punct(last, ':')
                    && !is_punct(last, '.') =>
            {
                match values.iter().find(|(parameter, _)| parameter == name) {
                    // At the beginning of Rust's braces others would be a statement of their own.
                    Some((_, value)) if rust && matches!(&value[..], [TokenTree::Group(_)]) => {
                        let mut group = Group::new(Delimiter::Parenthesis, value.iter().cloned().collect());
                        group.set_span(value[0].span());
                        replaced.push(group.into());
                    }
                    Some((_, value)) => replaced.extend(value.iter().cloned()),
                    None => replaced.push(token.clone()),
                }
            }
            token => replaced.push(token.clone()),
        }
    }
    replaced
}
