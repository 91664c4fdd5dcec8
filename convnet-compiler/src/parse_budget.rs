//! The clause behind `where`: `params <= 100_000, memory < 256 KiB, exact`.

use crate::diagnostics::{Diagnostics, Edit};
use crate::graph::{Budget, Int};
use crate::parse::is_punct;
use crate::parse_number::{self, describe};
use crate::syntax::span_of;
use crate::words;
use convnet_shape::{Quantity, Relation};
use proc_macro2::{Literal, Span, TokenTree};

const UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("KB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// What a word limits.
pub fn quantity(word: &str) -> Option<Quantity> {
    Quantity::ALL.into_iter().find(|quantity| quantity.word() == word)
}

/// Whether a word begins what may stand there.
pub fn is_word(word: &str) -> bool {
    word == words::EXACT || quantity(word).is_some()
}

/// What a declaration says behind `where`.
#[derive(Debug, Default)]
pub struct Clause {
    /// The budgets.
    pub budgets: Vec<Budget>,
    /// Whether `exact` stands there.
    pub exact: bool,
}

/// Everything after `where`, whose place is `place`.
pub fn clause(tokens: &[TokenTree], place: Span, diagnostics: &mut Diagnostics) -> Clause {
    let mut clause = Clause::default();
    let mut start = 0;
    loop {
        let end = (start..tokens.len()).find(|at| is_punct(tokens.get(*at), ',')).unwrap_or(tokens.len());
        let piece = &tokens[start..end];
        if matches!(piece, [TokenTree::Ident(word), ..] if *word == words::EXACT) {
            if clause.exact {
                let comma = tokens[start - 1].span();
                let error = diagnostics.error(piece[0].span(), "`exact` has been said already");
                error.help("once is enough").fix([Edit::replace((comma, span_of(piece).1), "")]);
            } else {
                exact(piece, diagnostics);
            }
            clause.exact = true;
        } else if !piece.is_empty() {
            clause.budgets.extend(budget(piece, diagnostics));
        } else if start == 0 || end < tokens.len() {
            let (span, text) = match tokens.get(end) {
                Some(comma) => (comma.span(), "a budget is missing before this comma"),
                None => (place, "a budget is missing after `where`"),
            };
            diagnostics.error(span, text).help("`where params <= 100_000`");
        }
        if end == tokens.len() {
            return clause;
        }
        start = end + 1;
    }
}

/// `exact`, which stands alone.
fn exact(tokens: &[TokenTree], diagnostics: &mut Diagnostics) {
    let [word, rest @ ..] = tokens else { return };
    let signs = rest.iter().take_while(|token| is_punct(Some(token), '&')).count();
    match rest {
        [] => {}
        [TokenTree::Ident(next), ..] if is_word(&next.to_string()) => {
            let error = diagnostics.error(next.span(), format!("`,` is missing between `exact` and `{next}`"));
            error.help("write `,`").fix([Edit::after(word.span(), ",")]);
        }
        [sign, ..] if signs > 0 || matches!(sign, TokenTree::Ident(and) if and == "and") => {
            let sign = span_of(&rest[..signs.max(1)]);
            let error = diagnostics.error_over(sign, "this does not belong to `exact`");
            error.help("`,` stands behind it").fix([Edit::replace(sign, ",")]);
        }
        rest => {
            let error = diagnostics.error_over(span_of(rest), "`exact` is not compared with anything");
            match rest.last() {
                Some(TokenTree::Ident(last)) if last == "false" => {
                    error.help("leave it out: a network is exact only where it says so")
                }
                _ => error.help("write `exact`").fix([Edit::replace((word.span(), span_of(rest).1), words::EXACT)]),
            };
        }
    }
}

fn budget(tokens: &[TokenTree], diagnostics: &mut Diagnostics) -> Option<Budget> {
    let [first, rest @ ..] = tokens else { return None };
    let word = match first {
        TokenTree::Ident(word) => word.to_string(),
        _ => String::new(),
    };
    let Some(quantity) = quantity(&word) else {
        let near = words::nearest(&word, Quantity::ALL.map(Quantity::word).into_iter().chain([words::EXACT]));
        let text = match near {
            Some(words::EXACT) => format!("`where` knows no {}", describe(first)),
            _ => format!("{} cannot be limited", describe(first)),
        };
        let error = diagnostics.error(first.span(), text);
        match near {
            Some(near) => {
                error.help(format!("did you mean `{near}`?")).fix([Edit::replace((first.span(), first.span()), near)])
            }
            None => error.help("budgets are `params`, `macs`, `memory` and `receptive_field`"),
        };
        return None;
    };
    let signs = rest.iter().take_while(|token| matches!(token, TokenTree::Punct(_))).count();
    // `::path` begins with punctuation too.
    let path = |at: &usize| is_punct(rest.get(*at), ':') && is_punct(rest.get(at + 1), ':');
    let signs = (0..signs).find(path).unwrap_or(signs);
    let (sign, value) = rest.split_at(signs);
    let text: String = sign.iter().map(ToString::to_string).collect();
    let relations = [Relation::Equal, Relation::Below, Relation::AtMost, Relation::Above, Relation::AtLeast];
    let Some(relation) = relations.into_iter().find(|relation| relation.sign() == text) else {
        let span = if sign.is_empty() { (first.span(), first.span()) } else { span_of(sign) };
        let near = match &*text {
            "=" => Some("=="),
            "=<" => Some("<="),
            "=>" => Some(">="),
            _ => None,
        };
        let error = diagnostics.error_over(
            span,
            if text.is_empty() {
                format!("a limit is missing after `{word}`")
            } else {
                format!("`{text}` does not compare")
            },
        );
        match near {
            Some(near) => error.help(format!("write `{near}`")).fix([Edit::replace(span, near)]),
            None => error.help(format!("`{word} <= 100_000`; or with `<`, `==`, `>=`, `>`")),
        };
        return None;
    };
    if value.is_empty() {
        diagnostics.error_over(span_of(sign), format!("a number is missing after `{word} {text}`"));
        return None;
    }
    let span = (first.span(), span_of(value).1);
    let (limit, unit) = limit(quantity, value, diagnostics)?;
    if limit.value.is_some_and(|value| (value as u64).checked_mul(unit).is_none()) {
        diagnostics.error_over(span_of(value), "this limit is larger than 64 bits can count");
        return None;
    }
    Some(Budget { quantity, relation, limit, unit, span })
}

/// `100_000`, `256 KiB`, `256KiB`, `module::K MB`.
fn limit(quantity: Quantity, tokens: &[TokenTree], diagnostics: &mut Diagnostics) -> Option<(Int, u64)> {
    let what = format!("the limit of `{}`", quantity.word());
    // A unit that is glued to its number is the literal's suffix.
    if let [TokenTree::Literal(literal)] = tokens {
        let text = literal.to_string();
        let at = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        if let Some((_, unit)) = UNITS.iter().find(|(name, _)| *name == &text[at..])
            && let Ok(mut number) = text[..at].parse::<Literal>()
        {
            number.set_span(literal.span());
            let value = parse_number::int(&[number.into()], &what, diagnostics)?;
            return allow_unit(quantity, value, *unit, literal.span(), diagnostics);
        }
        if let Some((near, _)) = UNITS.iter().find(|(name, _)| at > 0 && name.eq_ignore_ascii_case(&text[at..])) {
            let instead = format!("{} {near}", &text[..at]);
            diagnostics
                .error(literal.span(), format!("`{}` is no unit of memory", &text[at..]))
                .help(format!("did you mean `{instead}`?"))
                .fix([Edit::replace((literal.span(), literal.span()), instead)]);
            return None;
        }
    }
    if let [number @ .., TokenTree::Ident(unit)] = tokens
        && !number.is_empty()
        && !is_punct(number.last(), ':')
    {
        let value = parse_number::int(number, &what, diagnostics)?;
        let name = unit.to_string();
        let Some((_, factor)) = UNITS.iter().find(|(known, _)| *known == name) else {
            let error = diagnostics.error(unit.span(), format!("`{name}` is no unit of memory"));
            let near = UNITS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
            match near {
                Some((near, _)) => {
                    error.help(format!("did you mean `{near}`?")).fix([Edit::replace((unit.span(), unit.span()), near)])
                }
                None => error.help("KiB, MiB, GiB (powers of 1,024) or KB, MB, GB (powers of 1,000)"),
            };
            return None;
        };
        return allow_unit(quantity, value, *factor, unit.span(), diagnostics);
    }
    Some((parse_number::int(tokens, &what, diagnostics)?, 1))
}

/// Only bytes have units.
fn allow_unit(
    quantity: Quantity,
    value: Int,
    unit: u64,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<(Int, u64)> {
    if quantity != Quantity::Memory {
        diagnostics.error(span, format!("`{}` is a number without a unit", quantity.word()));
        return None;
    }
    Some((value, unit))
}
