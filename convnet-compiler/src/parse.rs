//! Tokens -> syntax tree. An error is reported where it stands, and parsing goes on at the next layer or network.

use crate::diagnostics::{Diagnostics, Edit};
use crate::graph::Int;
use crate::parse_budget::{self, Clause};
use crate::parse_layer;
use crate::parse_number::{Form, describe, sizes};
use crate::syntax::{Block, Declaration, File, Unended, span_of};
use crate::{parse_block, words};
use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use syn::parse::Parser;

/// Reads a whole invocation.
pub fn parse(input: TokenStream, diagnostics: &mut Diagnostics) -> File {
    let tokens = flatten(input);
    let statements: Vec<(usize, Statement<'_>)> = statements(&tokens).into_iter().enumerate().collect();
    let (blocks, networks): (Vec<_>, Vec<_>) =
        statements.into_iter().partition(|(_, statement)| parse_block::begins(statement.tokens));
    // All of them first, so that one that stands too far down is known to be there.
    let mut known = Vec::new();
    for (index, statement) in &blocks {
        diagnostics.enter(*index);
        known.extend(parse_block::definition(*index, statement.tokens, &known, diagnostics));
        let end = span_of(statement.tokens).1;
        if !statement.ended && !diagnostics.any_from(statement.tokens[0].span()) {
            let error = diagnostics.error(end, "`;` is missing after this block");
            error.help("each block ends in `;`").fix([Edit::after(end, ";")]);
        }
    }
    let mut file = File::default();
    for (index, statement) in networks {
        diagnostics.enter(index);
        let end = (!statement.ended).then(|| unended(statement.tokens));
        let declaration = declaration(index, statement.tokens, &known, diagnostics);
        file.networks.extend(declaration.map(|declaration| Declaration { unended: end, ..declaration }));
    }
    file
}

/// Opens the invisible groups around what a `macro_rules!` macro has put in.
pub fn flatten(input: TokenStream) -> Vec<TokenTree> {
    let mut tokens = Vec::new();
    for token in input {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => tokens.extend(flatten(group.stream())),
            other => tokens.push(other),
        }
    }
    tokens
}

pub fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == c)
}

/// Whether an arrow begins at `at`.
pub fn is_arrow(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == '-' && p.spacing() == Spacing::Joint)
        && is_punct(tokens.get(at + 1), '>')
}

/// What stands between two semicolons.
struct Statement<'a> {
    tokens: &'a [TokenTree],
    /// Whether a semicolon ends it.
    ended: bool,
}

/// Where the semicolon belongs, and from where on another error explains that it is missing.
fn unended(tokens: &[TokenTree]) -> Unended {
    let end = span_of(tokens).1;
    let begins = |at: &usize| is_arrow(tokens, at.wrapping_sub(2)) || is_punct(tokens.get(at.wrapping_sub(1)), '=');
    let equals = tokens.iter().position(|token| is_punct(Some(token), '='));
    let unfinished = match (equals, (1..tokens.len()).rev().find(begins)) {
        (Some(_), Some(at)) => tokens[at].span(),
        (Some(_), None) => end,
        (None, _) => span_of(tokens).0,
    };
    Unended { end, unfinished }
}

/// Cuts at the semicolons, and where a declaration begins although the semicolon before it is missing.
fn statements(tokens: &[TokenTree]) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        if is_punct(tokens.get(at), ';') {
            statements.push(Statement { tokens: &tokens[start..at], ended: true });
            start = at + 1;
        } else if let Some(head) = head_before(tokens, start, at).or_else(|| block_before(tokens, start, at)) {
            statements.push(Statement { tokens: &tokens[start..head], ended: false });
            start = head;
        }
    }
    statements.push(Statement { tokens: &tokens[start..], ended: false });
    statements.retain(|statement| !statement.tokens.is_empty());
    statements
}

/// Where a block begins although what stands before it has not ended yet.
fn block_before(tokens: &[TokenTree], start: usize, at: usize) -> Option<usize> {
    let is_block = matches!(&tokens[at..], [TokenTree::Ident(word), TokenTree::Ident(_), TokenTree::Group(_) | TokenTree::Punct(_), ..] if word == words::BLOCK);
    let declared = tokens[start..at].iter().any(|token| is_punct(Some(token), '='));
    (is_block && declared).then_some(at)
}

/// Where the declaration begins whose `Name<` stands at `at`, if one before it has not ended yet.
fn head_before(tokens: &[TokenTree], start: usize, at: usize) -> Option<usize> {
    let TokenTree::Ident(name) = &tokens[at] else { return None };
    // `where params < 5, macs < 6` is the other place for a name with `<` after it.
    if !is_punct(tokens.get(at + 1), '<')
        || is_punct(tokens.get(at + 2), '-')
        || parse_budget::quantity(&name.to_string()).is_some()
    {
        return None;
    }
    let mut head = at;
    if head > start
        && matches!(&tokens[head - 1], TokenTree::Group(g) if g.delimiter() == Delimiter::Parenthesis)
        && matches!(tokens.get(head.wrapping_sub(2)), Some(TokenTree::Ident(i)) if i == "pub")
    {
        head -= 2;
    } else if head > start && matches!(&tokens[head - 1], TokenTree::Ident(i) if i == "pub") {
        head -= 1;
    }
    while head >= start + 2
        && matches!(&tokens[head - 1], TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket)
        && is_punct(tokens.get(head - 2), '#')
    {
        head -= 2;
    }
    // Without an `=` nothing has been declared yet: what stands before the name is part of this declaration's errors.
    let declared = tokens[start..head].iter().any(|token| is_punct(Some(token), '='));
    let in_budget = matches!(&tokens[at.saturating_sub(1)], TokenTree::Ident(i) if i == "where")
        || is_punct(tokens.get(at.wrapping_sub(1)), ',');
    (head > start && declared && !in_budget).then_some(head)
}

/// One statement without its semicolon. `None` where there is not even a name.
fn declaration(
    index: usize,
    tokens: &[TokenTree],
    blocks: &[Block],
    diagnostics: &mut Diagnostics,
) -> Option<Declaration> {
    let errors = diagnostics.count();
    let (start, end) = span_of(tokens);
    let (attrs, tokens) = attributes(tokens, diagnostics);
    let (vis, tokens) = visibility(tokens, diagnostics);
    let (name, tokens) = name(tokens, (start, end), diagnostics)?;
    let (input, tokens) = header(&name, tokens, diagnostics);
    let mut declaration = Declaration {
        attrs,
        vis,
        name,
        input,
        chain: Vec::new(),
        clause: Clause::default(),
        index,
        unended: None,
        broken: false,
        broken_blocks: Vec::new(),
    };
    if let Some(body) = tokens {
        let clause = body.iter().position(|token| matches!(token, TokenTree::Ident(i) if i == "where"));
        let (chain, clause) = match clause {
            Some(at) => (&body[..at], Some((body[at].span(), &body[at + 1..]))),
            None => (body, None),
        };
        let place = clause.map_or(end, |(span, _)| span);
        let mut chains = parse_layer::Chains::new(blocks, index, diagnostics);
        declaration.chain = chains.chain(chain, place);
        declaration.broken_blocks = chains.broken_blocks;
        if let Some((span, clause)) = clause {
            declaration.clause = parse_budget::clause(clause, span, diagnostics);
        }
    }
    declaration.broken = diagnostics.count() > errors || !declaration.broken_blocks.is_empty();
    Some(declaration)
}

pub fn attributes<'a>(
    tokens: &'a [TokenTree],
    diagnostics: &mut Diagnostics,
) -> (Vec<syn::Attribute>, &'a [TokenTree]) {
    let mut end = 0;
    while is_punct(tokens.get(end), '#') && matches!(tokens.get(end + 1), Some(TokenTree::Group(_))) {
        end += 2;
    }
    let (attributes, rest) = tokens.split_at(end);
    match syn::Attribute::parse_outer.parse2(attributes.iter().cloned().collect()) {
        Ok(attributes) => {
            let kept = attributes.into_iter().filter(|attribute| !derived(attribute, diagnostics)).collect();
            (kept, rest)
        }
        Err(error) => {
            diagnostics.error(error.span(), format!("this attribute cannot be read: {error}"));
            (Vec::new(), rest)
        }
    }
}

/// Whether the attribute derives what every network has. Reported here: rustc would do so on the whole invocation.
fn derived(attribute: &syn::Attribute, diagnostics: &mut Diagnostics) -> bool {
    type Paths = syn::punctuated::Punctuated<syn::Path, syn::Token![,]>;
    let errors = diagnostics.count();
    if !attribute.path().is_ident("derive") {
        return false;
    }
    for path in attribute.parse_args_with(Paths::parse_terminated).into_iter().flatten() {
        if let Some(last) = path.segments.last()
            && (last.ident == "Clone" || last.ident == "Debug")
        {
            diagnostics
                .error(last.ident.span(), format!("every network derives `{}` already", last.ident))
                .help("leave it out");
        }
    }
    diagnostics.count() > errors
}

pub fn visibility<'a>(tokens: &'a [TokenTree], diagnostics: &mut Diagnostics) -> (syn::Visibility, &'a [TokenTree]) {
    let len = match tokens {
        [TokenTree::Ident(word), TokenTree::Group(group), ..]
            if word == "pub" && group.delimiter() == Delimiter::Parenthesis =>
        {
            2
        }
        [TokenTree::Ident(word), ..] if word == "pub" => 1,
        _ => 0,
    };
    let (visibility, rest) = tokens.split_at(len);
    match syn::parse2(visibility.iter().cloned().collect()) {
        Ok(visibility) => (visibility, rest),
        Err(_) => {
            diagnostics
                .error_over(span_of(visibility), "this visibility cannot be read")
                .help("`pub`, `pub(crate)`, `pub(super)`, `pub(in path)`, or nothing");
            (syn::Visibility::Inherited, rest)
        }
    }
}

/// `start` and `end` are the statement's first token and its last.
fn name<'a>(
    mut tokens: &'a [TokenTree],
    (start, end): (Span, Span),
    diagnostics: &mut Diagnostics,
) -> Option<(Ident, &'a [TokenTree])> {
    // `struct`, `let` and their like before the name are habits: say so and go on behind them.
    if let [TokenTree::Ident(word), rest @ ..] = tokens
        && ["struct", "let", "type", "const", "static", "network", "net", "model"].contains(&&*word.to_string())
        && matches!(rest.first(), Some(TokenTree::Ident(_)))
    {
        diagnostics
            .error(word.span(), format!("`{word}` is not needed: a declaration begins with the network's name"))
            .help(format!("leave `{word}` out"))
            .fix([Edit::replace((word.span(), word.span()), "")]);
        tokens = rest;
    }
    match tokens {
        [TokenTree::Ident(name), rest @ ..] => {
            // `parse2` refuses keywords and `_`.
            if syn::parse2::<Ident>(TokenTree::Ident(name.clone()).into()).is_err() {
                diagnostics.error(name.span(), format!("`{name}` cannot be the name of a type"));
                return None;
            }
            if *name == "p" {
                diagnostics
                    .error(name.span(), "`p` is a name inside the code that is generated for a network")
                    .help("call it otherwise: `P`")
                    .fix([Edit::replace((name.span(), name.span()), "P")]);
                return None;
            }
            Some((name.clone(), rest))
        }
        [other, ..] => {
            diagnostics
                .error(other.span(), format!("a network's name is expected here, not {}", describe(other)))
                .help("`Name<28x28x1> = conv(5x5, 20) -> relu;`");
            None
        }
        [] => {
            // What stands in front may be wrong already.
            if !diagnostics.any_from(start) {
                diagnostics.error(end, "a network's name is expected after this");
            }
            None
        }
    }
}

type Header<'a> = (Option<[Int; 3]>, Option<&'a [TokenTree]>);

/// `<28x28x1> =`; returns the input and what follows the `=`.
fn header<'a>(name: &Ident, tokens: &'a [TokenTree], diagnostics: &mut Diagnostics) -> Header<'a> {
    // The sign before the layers stands behind the input, if that has an end, and is no part of `<=`.
    let close = (0..tokens.len()).find(|at| is_punct(tokens.get(*at), '>') && !is_arrow(tokens, at.wrapping_sub(1)));
    let start = close.filter(|_| is_punct(tokens.first(), '<')).map_or(0, |close| close + 1);
    let compares = |at: usize| matches!(&tokens[..at], [.., TokenTree::Punct(p)] if p.spacing() == Spacing::Joint && matches!(p.as_char(), '<' | '!'));
    let equals = (start..tokens.len()).find(|at| is_punct(tokens.get(*at), '=') && !compares(*at));
    let arrow = close.map(|close| close + 1).filter(|at| is_arrow(tokens, *at));
    let sign = match (equals, arrow) {
        (_, Some(at)) => Some((at, 2)),
        (Some(at), None) if is_punct(tokens.get(at + 1), '>') => Some((at, 2)),
        (Some(at), None) => Some((at, 1)),
        (None, None) => None,
    };
    let body = sign.map(|(at, len)| &tokens[at + len..]);
    let head = &tokens[..sign.map_or(tokens.len(), |(at, _)| at)];
    let input = volume(name, head, diagnostics);
    if let Some((at, 2)) = sign {
        let span = (tokens[at].span(), tokens[at + 1].span());
        diagnostics
            .error_over(span, format!("`=` stands before the layers, not `{}{}`", tokens[at], tokens[at + 1]))
            .help("write `=`")
            .fix([Edit::replace(span, "=")]);
    } else if sign.is_none() && input.is_some() {
        let end = head.last().map_or(name.span(), TokenTree::span);
        diagnostics.error(end, format!("`= layers` is missing after `{name}`'s input"));
    }
    (input, body)
}

/// `<28x28x1>`.
fn volume(name: &Ident, head: &[TokenTree], diagnostics: &mut Diagnostics) -> Option<[Int; 3]> {
    let what = "the input";
    if !is_punct(head.first(), '<') {
        let span = head.first().map_or(name.span(), TokenTree::span);
        if words::find(&name.to_string()).is_some() {
            diagnostics
                .error(name.span(), format!("`{name}` is a layer, and no network has begun"))
                .help("a `;` ends a network: layers are joined by `->`");
            return None;
        }
        let error = diagnostics.error(span, format!("`{name}` needs the volume of its input"));
        match head.first() {
            Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::Brace => {
                let instead = format!("<{}>", group.stream());
                error
                    .help(format!("it stands in angle brackets: `{name}{instead}`"))
                    .fix([Edit::replace((group.span(), group.span()), instead)]);
            }
            _ => {
                error.help(format!("`{name}<28x28x1> = ..`: width x height x depth"));
            }
        }
        return None;
    }
    let Some(close) = head.iter().position(|token| is_punct(Some(token), '>')) else {
        let error = diagnostics.error(head[0].span(), format!("`>` is missing after the input of `{name}`"));
        if let [_, TokenTree::Literal(input)] = head {
            error.help(format!("`<{input}>`")).fix([Edit::after(input.span(), ">")]);
        }
        return None;
    };
    let inner = &head[1..close];
    if inner.is_empty() {
        diagnostics
            .error_over((head[0].span(), head[close].span()), "the input is missing")
            .help(format!("`{name}<28x28x1>`: width x height x depth"));
        return None;
    }
    if let Some(extra) = head.get(close + 1) {
        diagnostics.error(extra.span(), format!("`=` is expected after the input, not {}", describe(extra)));
        return None;
    }
    let sizes = sizes(inner, what, Form::Volume, diagnostics)?;
    match <[Int; 3]>::try_from(sizes) {
        Ok(input) => Some(input),
        Err(sizes) => {
            let written: Vec<String> = sizes.iter().map(|size| size.tokens.to_string()).collect();
            let error = diagnostics.error_over(
                span_of(inner),
                format!(
                    "the input is width x height x depth, and here {}",
                    if sizes.len() == 1 { "is one number".to_string() } else { format!("are {} numbers", sizes.len()) }
                ),
            );
            // A name is a word of its own.
            let x = if sizes.iter().all(|size| size.value.is_some()) { "x" } else { " x " };
            if let [TokenTree::Ident(parameter)] = inner
                && parameter.to_string().len() == 1
            {
                error.help("such as `28x28x1`: a network has no parameters of types");
                return None;
            }
            // Nobody means an image of nothing: `0x28` is a slip of another kind.
            if sizes.iter().any(|size| size.value == Some(0)) {
                error.help("such as `28x28x1`: sizes are decimal");
                return None;
            }
            let size = match &written[..] {
                [side] => format!("{side}{x}{side}"),
                [w, h] => format!("{w}{x}{h}"),
                _ => {
                    error.help("such as `28x28x1`");
                    return None;
                }
            };
            error.help(format!("`{size}{x}1` is a gray image, `{size}{x}3` one in colour"));
            for depth in [1, 3] {
                error.fix([Edit::replace(span_of(inner), format!("{size}{x}{depth}"))]);
            }
            None
        }
    }
}
