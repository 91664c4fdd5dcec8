//! Numbers: `5`, `3x5`, `28x28x1`, `5 x K`, `module::K`, `0.5`.
//!
//! `5x5` reaches a macro as one integer literal with the suffix `x5`, and `0x5` as a hexadecimal one, so the text of
//! the literal is what is read. There is no span for a part of a literal on stable Rust: messages name the part.

use crate::diagnostics::Diagnostics;
use crate::graph::{Int, IntPair, Real};
use crate::syntax::span_of;
use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use syn::parse::Parser;

/// One integer; `what` says what it is for: `the number of filters`.
pub fn int(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<Int> {
    let mut sizes = sizes(tokens, what, diagnostics)?;
    if sizes.len() > 1 {
        diagnostics.error_over(span_of(tokens), format!("{what} is one number, and here are {}", sizes.len()));
        return None;
    }
    sizes.pop()
}

/// One integer for both directions, or `WxH`.
pub fn pair(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<IntPair> {
    let sizes = sizes(tokens, what, diagnostics)?;
    match <[Int; 2]>::try_from(sizes) {
        Ok([x, y]) => Some(IntPair { x, y }),
        Err(mut sizes) if sizes.len() == 1 => sizes.pop().map(|size| IntPair { x: size.clone(), y: size }),
        Err(sizes) => {
            diagnostics
                .error_over(
                    span_of(tokens),
                    format!("{what} is one number or width x height, and here are {} numbers", sizes.len()),
                )
                .help(format!("write {} or {}x{}", sizes[0].tokens, sizes[0].tokens, sizes[1].tokens));
            None
        }
    }
}

/// One integer or more with `x` between them; at least one is returned.
pub fn sizes(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<Vec<Int>> {
    let mut sizes = Vec::new();
    let mut rest = tokens;
    loop {
        rest = size(tokens, rest, what, &mut sizes, diagnostics)?;
        match rest {
            [] => return Some(sizes),
            [TokenTree::Ident(x), after @ ..] if x == "x" && !after.is_empty() => rest = after,
            [TokenTree::Ident(x), ..] if x == "x" => {
                diagnostics.error(x.span(), format!("a number is missing after the `x` of {what}"));
                return None;
            }
            [TokenTree::Ident(x), ..] if is_glued(x) => {
                let number = &x.to_string()[1..];
                diagnostics
                    .error(x.span(), format!("`{x}` is a name"))
                    .help(format!("with spaces on both sides it is two numbers: `x {number}`"));
                return None;
            }
            [other, ..] => {
                let error = diagnostics.error(other.span(), format!("{} does not belong to {what}", describe(other)));
                if let TokenTree::Punct(p) = other
                    && matches!(p.as_char(), '+' | '-' | '*' | '/' | '%')
                {
                    error.help("name the result: `const K: usize = ..;` and write `K`");
                }
                return None;
            }
        }
    }
}

/// Whether this is an `x` with digits that belong apart from it.
fn is_glued(ident: &Ident) -> bool {
    let text = ident.to_string();
    text.len() > 1 && text.starts_with('x') && text[1..].bytes().all(|b| b.is_ascii_digit())
}

/// Reads one literal or one path off the front of `rest`.
fn size<'a>(
    all: &[TokenTree],
    rest: &'a [TokenTree],
    what: &str,
    sizes: &mut Vec<Int>,
    diagnostics: &mut Diagnostics,
) -> Option<&'a [TokenTree]> {
    match rest {
        [TokenTree::Literal(literal), after @ ..] => {
            // "5x K": the second number stands apart.
            if literal.to_string().ends_with('x') && !after.is_empty() {
                let text = literal.to_string();
                diagnostics
                    .error(literal.span(), format!("`{text}` is one word to the compiler"))
                    .help(format!("write `{} x` with a space", text.trim_end_matches('x')));
                return None;
            }
            sizes.extend(parts(literal, what, diagnostics)?);
            Some(after)
        }
        [TokenTree::Ident(_) | TokenTree::Punct(_), ..] if path_len(rest) > 0 => {
            let (path, after) = rest.split_at(path_len(rest));
            let tokens: TokenStream = path.iter().cloned().collect();
            let span = path[0].span();
            if let TokenTree::Ident(first) = &path[0]
                && first == "Self"
            {
                diagnostics.error(first.span(), "`Self` has no meaning here").help("name a `const` by its path");
                return None;
            }
            if syn::Path::parse_mod_style.parse2(tokens.clone()).is_err() {
                diagnostics.error_over(span_of(path), format!("{what} is a number or the path of a `const`"));
                return None;
            }
            sizes.push(Int { tokens, value: None, span });
            Some(after)
        }
        [TokenTree::Punct(minus), TokenTree::Literal(number), ..] if minus.as_char() == '-' => {
            diagnostics.error_over((minus.span(), number.span()), format!("{what} is not negative: `-{number}`"));
            None
        }
        [other, ..] => {
            diagnostics.error(
                other.span(),
                format!("{what} is a whole number or the path of a `const`, not {}", describe(other)),
            );
            None
        }
        [] => {
            diagnostics.error_over(span_of(all), format!("{what} is missing"));
            None
        }
    }
}

/// How many tokens at the front make a path: `K`, `a::K`, `::a::K`.
pub fn path_len(tokens: &[TokenTree]) -> usize {
    let colons = |at: usize| match (tokens.get(at), tokens.get(at + 1)) {
        (Some(TokenTree::Punct(a)), Some(TokenTree::Punct(b))) => a.as_char() == ':' && b.as_char() == ':',
        _ => false,
    };
    let mut at = if colons(0) { 2 } else { 0 };
    let mut end = 0;
    while let Some(TokenTree::Ident(_)) = tokens.get(at) {
        end = at + 1;
        if !colons(end) {
            break;
        }
        at = end + 2;
    }
    end
}

/// The numbers of a literal: one, or several with `x` between them.
fn parts(literal: &Literal, what: &str, diagnostics: &mut Diagnostics) -> Option<Vec<Int>> {
    let text = literal.to_string();
    let span = literal.span();
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        diagnostics.error(span, format!("{what} is a whole number or the path of a `const`, not {text}"));
        return None;
    }
    let parts: Vec<&str> = text.split('x').collect();
    let mut values = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match number(part) {
            Ok(value) => {
                // Without the span: clippy would read `224x224x3` there, and ask for separators.
                let token = Literal::usize_unsuffixed(value);
                values.push(Int { tokens: TokenTree::Literal(token).into(), value: Some(value), span });
            }
            Err(NoNumber::Suffix(0)) => {
                // "28x28xDEPTH", whose own letters may be an `x` too.
                diagnostics
                    .error(span, format!("`{text}` is one word to the compiler, so a name in it needs space"))
                    .help(format!("write `{} x {}`", parts[..at].join("x"), parts[at..].join("x")));
                return None;
            }
            Err(why) => {
                let place = match (parts.len(), at) {
                    (1, _) => String::new(),
                    (_, 0) => format!(" before the `x` of `{text}`"),
                    (2, _) => format!(" after the `x` of `{text}`"),
                    (_, at) => format!(" in place {} of `{text}`", at + 1),
                };
                // "0x1F": the zero says that someone had hexadecimal numbers in mind.
                if parts[0] == "0" && at == 1 {
                    diagnostics
                        .error(span, format!("`{text}` is 0 wide here, and `{part}` is no number: sizes are decimal"));
                    return None;
                }
                let error = diagnostics.error(span, format!("{}{place}", why.message(part, what)));
                if let Some(help) = why.help(part) {
                    error.help(help);
                }
                return None;
            }
        }
    }
    Some(values)
}

/// Why a piece of a literal is no number.
enum NoNumber {
    Missing,
    TooLarge,
    Fraction,
    Radix,
    Suffix(usize),
}

impl NoNumber {
    fn message(&self, part: &str, what: &str) -> String {
        match self {
            NoNumber::Missing => format!("a number of {what} is missing"),
            NoNumber::TooLarge => format!("{part} is too large for {what}: at most {}", usize::MAX),
            NoNumber::Fraction => format!("{what} is a whole number, not `{part}`"),
            NoNumber::Radix => format!("{what} is a decimal number, not `{part}`"),
            NoNumber::Suffix(at) => format!("`{}` does not belong to the number `{part}`", &part[*at..]),
        }
    }

    fn help(&self, part: &str) -> Option<String> {
        match self {
            NoNumber::Suffix(at) if *at > 0 => Some(format!("write {}", &part[..*at])),
            NoNumber::Fraction => {
                let value: f64 = part.replace('_', "").parse().ok()?;
                // Below 2⁵³ every whole number is exact.
                (value.fract() == 0.0 && value < 9e15).then(|| format!("write {}", value as u64))
            }
            _ => None,
        }
    }
}

fn number(part: &str) -> Result<usize, NoNumber> {
    let digits: String = part.chars().filter(|c| *c != '_').collect();
    if digits.is_empty() {
        return Err(NoNumber::Missing);
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().map_err(|_| NoNumber::TooLarge);
    }
    if digits.starts_with("0b") || digits.starts_with("0o") {
        return Err(NoNumber::Radix);
    }
    if digits.parse::<f64>().is_ok() {
        return Err(NoNumber::Fraction);
    }
    Err(NoNumber::Suffix(part.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(0)))
}

/// A real number: `0.5`, `1`, `1e-4`, with a `-` before it or not.
pub fn real(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<Real> {
    let (sign, rest) = match tokens {
        [TokenTree::Punct(minus), rest @ ..] if minus.as_char() == '-' => (-1.0, rest),
        _ => (1.0, tokens),
    };
    let [TokenTree::Literal(literal)] = rest else {
        diagnostics.error_over(span_of(tokens), format!("{what} is a literal number such as 0.5"));
        return None;
    };
    let text = literal.to_string().replace('_', "");
    let digits = text.strip_suffix("f32").or(text.strip_suffix("f64")).unwrap_or(&text);
    match digits.parse::<f64>().map(|value| (sign * value) as f32) {
        // "inf" and "nan" are words, not literals; only a large number is infinite.
        Ok(value) if value.is_finite() => Some(Real { value, span: literal.span() }),
        Ok(_) => {
            diagnostics.error(literal.span(), format!("{literal} is too large for {what}"));
            None
        }
        Err(_) => {
            diagnostics.error(literal.span(), format!("{what} is a number such as 0.5, not {literal}"));
            None
        }
    }
}

/// A token as a message shows it.
pub fn describe(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => match group.delimiter() {
            proc_macro2::Delimiter::Parenthesis => "`( .. )`".into(),
            proc_macro2::Delimiter::Brace => "`{ .. }`".into(),
            proc_macro2::Delimiter::Bracket => "`[ .. ]`".into(),
            proc_macro2::Delimiter::None => format!("`{group}`"),
        },
        other => format!("`{other}`"),
    }
}
