//! Numbers: `5`, `3x5`, `28x28x1`, `5 x K`, `module::K`, `{ 2 * K }`, `0.5`.
//!
//! `5x5` reaches a macro as one integer literal with the suffix `x5`, and `0x5` as a hexadecimal one, so the text of
//! the literal is what is read. There is no span for a part of a literal on stable Rust: messages name the part.

use crate::diagnostics::{Diagnostic, Diagnostics, Edit, instead};
use crate::graph::{Int, IntPair, Real};
use crate::parse::is_punct;
use crate::parse_braces;
use crate::parse_literal::{lexer_refuses, number};
use crate::syntax::span_of;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use syn::parse::Parser;

/// How many integers are expected, and how they are written.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    /// `20`.
    One,
    /// `5x5`, or `5` for both.
    Pair,
    /// `28x28x1`.
    Volume,
}

impl Form {
    fn example(self) -> &'static str {
        match self {
            Form::One => "20",
            Form::Pair => "5x5",
            Form::Volume => "28x28x1",
        }
    }
}

/// One integer; `what` says what it is for: `the number of filters`.
pub fn int(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<Int> {
    let mut sizes = sizes(tokens, what, Form::One, diagnostics)?;
    if sizes.len() > 1 {
        let first = sizes[0].tokens.to_string();
        diagnostics
            .error_over(span_of(tokens), format!("{what} is one number, and here are {}", sizes.len()))
            .help(format!("write `{first}`"))
            .fix(instead(tokens, first));
        return None;
    }
    sizes.pop()
}

/// One integer for both directions, or `WxH`.
pub fn pair(tokens: &[TokenTree], what: &str, diagnostics: &mut Diagnostics) -> Option<IntPair> {
    let sizes = sizes(tokens, what, Form::Pair, diagnostics)?;
    match <[Int; 2]>::try_from(sizes) {
        Ok([x, y]) => Some(IntPair { x, y }),
        Err(mut sizes) if sizes.len() == 1 => sizes.pop().map(|size| IntPair { x: size.clone(), y: size }),
        Err(sizes) => {
            let (one, two) = (sizes[0].tokens.to_string(), format!("{}x{}", sizes[0].tokens, sizes[1].tokens));
            let error = diagnostics.error_over(
                span_of(tokens),
                format!("{what} is one number or width x height, and here are {} numbers", sizes.len()),
            );
            error.help(format!("write `{one}` or `{two}`"));
            error.fix(instead(tokens, one)).fix(instead(tokens, two));
            None
        }
    }
}

/// One integer or more with `x` between them; at least one is returned.
pub fn sizes(tokens: &[TokenTree], what: &str, form: Form, diagnostics: &mut Diagnostics) -> Option<Vec<Int>> {
    let mut reader = Reader { all: tokens, what, form, diagnostics };
    let mut sizes = Vec::new();
    let mut rest = tokens;
    loop {
        rest = reader.size(rest, &mut sizes)?;
        match rest {
            [] => return Some(sizes),
            [TokenTree::Ident(x), after @ ..] if x == "x" && !after.is_empty() => rest = after,
            [other, after @ ..] => return reader.between(other, after),
        }
    }
}

/// Reads the integers of one place.
pub struct Reader<'a, 'd> {
    /// Everything that stands there.
    all: &'a [TokenTree],
    pub(crate) what: &'a str,
    pub(crate) form: Form,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    pub(crate) fn error(&mut self, span: (Span, Span), text: String) -> &mut Diagnostic {
        self.diagnostics.error_over(span, text)
    }

    /// All of it anew.
    fn instead(&self, text: &str) -> Option<Edit> {
        instead(self.all, text)
    }

    /// Reads one literal, one path or one expression off the front of `rest`.
    fn size(&mut self, rest: &'a [TokenTree], sizes: &mut Vec<Int>) -> Option<&'a [TokenTree]> {
        let what = self.what;
        match rest {
            [TokenTree::Literal(literal), ..] if lexer_refuses(&literal.to_string()) => {
                self.diagnostics.refused(literal);
                None
            }
            [TokenTree::Literal(literal), after @ ..] => {
                if literal.to_string().ends_with('x') && !after.is_empty() {
                    self.cut(literal, after);
                    return None;
                }
                sizes.extend(self.parts(literal)?);
                Some(after)
            }
            [TokenTree::Ident(_) | TokenTree::Punct(_), ..] if path_len(rest) > 0 => {
                let (path, after) = rest.split_at(path_len(rest));
                sizes.push(self.path(path)?);
                Some(after)
            }
            [TokenTree::Group(group), after @ ..] if group.delimiter() == Delimiter::Brace => {
                if group.stream().is_empty() {
                    self.error((group.span(), group.span()), format!("{what} is missing between the braces"));
                    return None;
                }
                let span = (group.span(), group.span());
                match parse_braces::value(group.stream()) {
                    Some(Ok(value)) => {
                        let mut literal = Literal::usize_unsuffixed(value);
                        literal.set_span(group.span());
                        sizes.push(Int { tokens: TokenTree::Literal(literal).into(), value: Some(value), span });
                        return Some(after);
                    }
                    Some(Err(text)) => {
                        self.error(span, format!("{what} cannot be worked out: {text}"));
                        return None;
                    }
                    None => {}
                }
                let tokens: TokenStream = TokenTree::Group(group.clone()).into();
                // In the expansion it would take everything that stands around it along.
                if let Err(error) = syn::parse2::<syn::Block>(tokens.clone()) {
                    let text = format!("{what} in these braces is no Rust expression: {error}");
                    self.error(span, text);
                    return None;
                }
                sizes.push(Int { tokens, value: None, span });
                Some(after)
            }
            [TokenTree::Group(group), ..] => {
                self.list(group);
                None
            }
            [TokenTree::Punct(minus), TokenTree::Literal(number), ..] if minus.as_char() == '-' => {
                let span = (minus.span(), number.span());
                self.error(span, format!("{what} is not negative: `-{number}`"));
                None
            }
            [other, ..] => {
                let text = format!("{what} is a whole number or the path of a `const`, not {}", describe(other));
                self.error((other.span(), other.span()), text);
                None
            }
            [] => {
                self.error(span_of(self.all), format!("{what} is missing"));
                None
            }
        }
    }

    /// A path of a `const`.
    fn path(&mut self, path: &[TokenTree]) -> Option<Int> {
        let what = self.what;
        let tokens: TokenStream = path.iter().cloned().collect();
        if let TokenTree::Ident(first) = &path[0]
            && first == "Self"
        {
            self.diagnostics.error(first.span(), "`Self` has no meaning here").help("name a `const` by its path");
            return None;
        }
        if let [TokenTree::Ident(name)] = path
            && let Some(apart) = apart(&name.to_string())
        {
            let span = (name.span(), name.span());
            let error = self.error(span, format!("`{name}` is one name to the compiler"));
            error.help(format!("with spaces it is more than one: `{apart}`")).fix([Edit::replace(span, apart)]);
            return None;
        }
        if let [TokenTree::Ident(name)] = path
            && is_glued(name)
        {
            let number = &name.to_string()[1..];
            let instead = if self.form == Form::Pair { format!("{number}x{number}") } else { number.to_string() };
            let edits = self.instead(&instead);
            let error =
                self.error((name.span(), name.span()), format!("a number of {what} is missing before `{name}`"));
            error.help(format!("write `{instead}`")).fix(edits);
            return None;
        }
        if syn::Path::parse_mod_style.parse2(tokens.clone()).is_err() {
            self.error(span_of(path), format!("{what} is a number or the path of a `const`"));
            return None;
        }
        Some(Int { tokens, value: None, span: span_of(path) })
    }

    /// `5x` with something behind it.
    fn cut(&mut self, literal: &Literal, after: &[TokenTree]) {
        let (text, what) = (literal.to_string(), self.what);
        let span = (literal.span(), literal.span());
        if let [TokenTree::Punct(minus), TokenTree::Literal(number), ..] = after
            && minus.as_char() == '-'
        {
            self.error((minus.span(), number.span()), format!("{what} is not negative: `-{number}`"));
            return;
        }
        let apart = format!("{} x", text.trim_end_matches('x'));
        let error = self.error(span, format!("`{text}` is one word to the compiler"));
        error.help(format!("write `{apart}` with a space")).fix([Edit::replace(span, apart)]);
    }

    /// `[5, 5]`, `(5, 5)`.
    fn list(&mut self, group: &Group) {
        let what = self.what;
        let written = match group.delimiter() {
            Delimiter::Bracket => "`[ .. ]`",
            _ => "`( .. )`",
        };
        let numbers: Option<Vec<String>> = group
            .stream()
            .into_iter()
            .filter(|token| !is_punct(Some(token), ','))
            .map(|token| match &token {
                TokenTree::Literal(number) => number.to_string().parse::<usize>().ok().map(|n| n.to_string()),
                _ => None,
            })
            .collect();
        let most = match self.form {
            Form::One => 1..=1,
            Form::Pair => 1..=2,
            Form::Volume => 3..=3,
        };
        let span = (group.span(), group.span());
        match numbers.filter(|numbers| most.contains(&numbers.len())) {
            Some(numbers) => {
                let instead = numbers.join("x");
                let error = self.error(span, format!("{what} stands without {written}"));
                error.help(format!("write `{instead}`")).fix([Edit::replace(span, instead)]);
            }
            None => {
                let example = self.form.example();
                self.error(span, format!("{what} stands without {written}")).help(format!("such as `{example}`"));
            }
        }
    }

    /// What stands between two numbers and is no `x`; always `None`.
    fn between<T>(&mut self, other: &TokenTree, after: &[TokenTree]) -> Option<T> {
        let what = self.what;
        let span = (other.span(), other.span());
        let all: String = self.all.iter().map(ToString::to_string).collect();
        let edits = self.instead(&all.replace([',', ';'], "x"));
        match other {
            TokenTree::Ident(x) if x == "x" => {
                self.error(span, format!("a number is missing after the `x` of {what}"));
            }
            TokenTree::Ident(x) if is_glued(x) => {
                let apart = format!("x {}", &x.to_string()[1..]);
                let error = self.error(span, format!("`{x}` is one name to the compiler"));
                error.help(format!("write `{apart}` with a space")).fix([Edit::replace(span, apart)]);
            }
            TokenTree::Ident(x) if x == "X" || x == "by" => {
                let error = self.error(span, format!("`{x}` does not stand between two numbers"));
                error.help("write a small `x`").fix([Edit::replace(span, "x")]);
            }
            TokenTree::Punct(star) if star.as_char() == '*' && self.form != Form::One => {
                let instead = all.replace('*', "x");
                let edits = self.instead(&instead);
                let good = all.bytes().all(|b| b.is_ascii_digit() || b == b'*') && !instead.ends_with('x');
                let error = self.error(span, "`*` does not stand between two sizes".to_string());
                if good {
                    error.help(format!("write `{instead}`")).fix(edits);
                } else {
                    error.help("write `x`, with spaces around it: `K x K`");
                }
            }
            TokenTree::Punct(sign) if matches!(sign.as_char(), ',' | ';') => {
                let (form, instead) = (self.form, all.replace([',', ';'], "x"));
                let error = self.error(span, format!("{} does not belong to {what}", describe(other)));
                if form == Form::Volume && instead.split('x').all(|part| number(part).is_ok()) {
                    error.help(format!("write `{instead}`")).fix(edits);
                } else if sign.as_char() == ';' {
                    error.help("`,` stands between arguments").fix([Edit::replace(span, ",")]);
                }
            }
            TokenTree::Punct(and) if and.as_char() == '&' => {
                let second = after.first().filter(|token| is_punct(Some(token), '&'));
                let span = (span.0, second.map_or(span.1, TokenTree::span));
                let sign = if second.is_some() { "&&" } else { "&" };
                let error = self.error(span, format!("`{sign}` does not belong to {what}"));
                error.help("`,` stands between budgets").fix([Edit::replace(span, ",")]);
            }
            TokenTree::Literal(_) if self.form != Form::One => {
                let parts: Vec<String> = self.all.iter().map(ToString::to_string).collect();
                let instead = parts.join("x");
                let edits = self.instead(&instead);
                let error = self.error(span, format!("{} does not belong to {what}", describe(other)));
                if parts.iter().all(|part| number(part).is_ok()) {
                    error.help(format!("write `{instead}`")).fix(edits);
                }
            }
            TokenTree::Punct(point) if point.as_char() == '.' => {
                self.error(span_of(self.all), format!("{what} is made of whole numbers, and `{all}` has a fraction"));
            }
            TokenTree::Punct(sign) if matches!(sign.as_char(), '+' | '-' | '*' | '/' | '%') && !after.is_empty() => {
                let stride = what == "the window" && sign.as_char() == '/';
                let apart: Vec<String> = self.all.iter().map(ToString::to_string).collect();
                let instead = format!("{{ {} }}", apart.join(" "));
                let edits = self.instead(&instead);
                // In braces rustc reads it, and to rustc `3x3` is no number.
                let rust = self.all.iter().all(|token| match token {
                    TokenTree::Ident(x) if x == "x" => false,
                    TokenTree::Literal(literal) => literal.to_string().parse::<usize>().is_ok(),
                    _ => true,
                });
                let error = self.error(span, format!("{} does not belong to {what}", describe(other)));
                match &after[0] {
                    TokenTree::Literal(step) if stride => {
                        error.help(format!("the stride is an argument of its own: `stride = {step}`"));
                    }
                    _ if rust => {
                        error.help(format!("rustc works out what stands in braces: `{instead}`")).fix(edits);
                    }
                    _ => {
                        error.help("name the result: `const K: usize = ..;` and write `K`");
                    }
                }
            }
            other => {
                let form = self.form;
                let error = self.error(span, format!("{} does not belong to {what}", describe(other)));
                if form == Form::Volume {
                    error.help("such as `28x28x1`");
                }
            }
        }
        None
    }
}

/// Whether this is an `x` with a number or a name that belongs apart from it.
pub fn is_glued(ident: &Ident) -> bool {
    let text = ident.to_string();
    text.len() > 1 && text.starts_with('x') && text[1..].bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// `KxK` as `K x K`: a name of a constant has no small letters.
fn apart(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('x').collect();
    let constant = |part: &&str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    (parts.len() > 1 && parts.iter().all(constant)).then(|| parts.join(" x "))
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
        Ok(value) if value.is_finite() => {
            Some(Real { value, text: tokens.iter().map(ToString::to_string).collect(), span: span_of(tokens) })
        }
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
