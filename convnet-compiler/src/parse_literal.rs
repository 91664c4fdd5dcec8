//! The numbers in a literal, read off its own text: `5x5` is one integer with the suffix `x5` to rustc.

use crate::diagnostics::Edit;
use crate::graph::Int;
use crate::parse_number::{Form, Reader};
use proc_macro2::{Literal, Span, TokenTree};

impl Reader<'_, '_> {
    /// The numbers of a literal: one, or several with `x` between them.
    pub(crate) fn parts(&mut self, literal: &Literal) -> Option<Vec<Int>> {
        let (what, form) = (self.what, self.form);
        let text = literal.to_string();
        let at = literal.span();
        let span = (at, at);
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            let error = self.error(span, format!("{what} is a whole number or the path of a `const`, not {text}"));
            let inner = text.trim_matches('"');
            if inner.starts_with(|c: char| c.is_ascii_digit()) && inner.split('x').all(|part| number(part).is_ok()) {
                error.help(format!("write `{inner}`")).fix([Edit::replace(span, inner)]);
            }
            return None;
        }
        if form == Form::One
            && let Some(value) = text.strip_prefix("0x").and_then(|digits| usize::from_str_radix(digits, 16).ok())
        {
            let error = self.error(span, format!("{what} is a decimal number, not `{text}`"));
            error.help(format!("write `{value}`")).fix([Edit::replace(span, value)]);
            return None;
        }
        let small = text.replace('X', "x");
        if small != text && small.split('x').all(|part| number(part).is_ok()) {
            let error =
                self.error(span, format!("`{text}` has a large X, and the sign between two sizes is a small one"));
            error.help(format!("write `{small}`")).fix([Edit::replace(span, small)]);
            return None;
        }
        let parts: Vec<&str> = text.split('x').collect();
        let mut values = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            match number(part) {
                Ok(value) => {
                    // Without the span: clippy would read `224x224x3` there, and ask for separators.
                    let token = Literal::usize_unsuffixed(value);
                    values.push(Int { tokens: TokenTree::Literal(token).into(), value: Some(value), span });
                }
                Err(NoNumber::Suffix(0)) => {
                    // "28x28xDEPTH", whose own letters may be an `x` too.
                    let apart = format!("{} x {}", parts[..place].join("x"), parts[place..].join("x"));
                    let error =
                        self.error(span, format!("`{text}` is one word to the compiler, so a name in it needs space"));
                    error.help(format!("write `{apart}`")).fix([Edit::replace(span, apart)]);
                    return None;
                }
                Err(why) => {
                    self.no_number(&text, &parts, place, &why, span);
                    return None;
                }
            }
        }
        Some(values)
    }

    fn no_number(&mut self, text: &str, parts: &[&str], place: usize, why: &NoNumber, span: (Span, Span)) {
        let (what, form, part) = (self.what, self.form, parts[place]);
        // "0x1F": the zero says that someone had hexadecimal numbers in mind.
        if parts[0] == "0" && place == 1 {
            let decimal = usize::from_str_radix(part, 16).ok();
            let error =
                self.error(span, format!("`{text}` is 0 wide here, and `{part}` is no number: sizes are decimal"));
            if let Some(decimal) = decimal {
                error.help(format!("write `{decimal}`")).fix([Edit::replace(span, decimal)]);
            }
            return;
        }
        let place_text = match (parts.len(), place) {
            (1, _) => String::new(),
            (_, 0) => format!(" before the `x` of `{text}`"),
            (2, _) => format!(" after the `x` of `{text}`"),
            (_, place) => format!(" in place {} of `{text}`", place + 1),
        };
        let error = self.error(span, format!("{}{place_text}", why.message(part, what)));
        let with = |number: &str| {
            let mut parts = parts.to_vec();
            parts[place] = number;
            parts.join("x")
        };
        let whole = (0..parts.len()).all(|other| other == place || number(parts[other]).is_ok());
        if let (true, Some(number)) = (whole, why.instead(part)) {
            let instead = with(&number);
            error.help(format!("write `{instead}`")).fix([Edit::replace(span, instead)]);
        } else if let (NoNumber::Missing, Form::Pair, [side, ""]) = (why, form, parts) {
            let (one, two) = (side.to_string(), format!("{side}x{side}"));
            error.help(format!("write `{two}` or `{one}`"));
            error.fix([Edit::replace(span, two)]).fix([Edit::replace(span, one)]);
        } else if let (NoNumber::Missing, Form::Volume, [_, _, ""]) = (why, form, parts) {
            let (gray, colour) = (with("1"), with("3"));
            error.help(format!("`{gray}` is a gray image, `{colour}` one in colour"));
            error.fix([Edit::replace(span, gray)]).fix([Edit::replace(span, colour)]);
        }
    }
}

/// Whether rustc's lexer has no meaning for this: `5ex5`, `0xg`, `0b2`. It tells so, and the macro runs all the same.
pub fn lexer_refuses(text: &str) -> bool {
    let digits = |text: &str, radix: u32| text.chars().find(|c| *c != '_').is_some_and(|c| c.is_digit(radix));
    let decimal =
        |text: &str| text.find(|c: char| !c.is_ascii_digit() && c != '_').map_or("", |at| &text[at..]).to_string();
    match text.get(..2) {
        Some("0x") => !digits(&text[2..], 16),
        Some(prefix @ ("0b" | "0o")) => {
            let number = &text[2..text.len() - decimal(&text[2..]).len()];
            let radix = if prefix == "0b" { 2 } else { 8 };
            !digits(number, 10) || number.chars().any(|c| c != '_' && !c.is_digit(radix))
        }
        _ => match decimal(text).strip_prefix(['e', 'E']) {
            Some(exponent) => !digits(exponent.trim_start_matches(['+', '-']), 10),
            None => false,
        },
    }
}

/// Why a piece of a literal is no number.
pub enum NoNumber {
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

    /// The number that may be meant.
    fn instead(&self, part: &str) -> Option<String> {
        match self {
            NoNumber::Suffix(at) if *at > 0 => {
                let (number, suffix) = part.split_at(*at);
                let thousands = match suffix {
                    "k" | "K" => "_000",
                    "M" => "_000_000",
                    _ => "",
                };
                Some(format!("{number}{thousands}"))
            }
            NoNumber::Fraction => {
                let value: f64 = part.replace('_', "").parse().ok()?;
                // Below 2⁵³ every whole number is exact.
                (value.fract() == 0.0 && value < 9e15).then(|| (value as u64).to_string())
            }
            NoNumber::Radix => {
                let digits = part.replace('_', "");
                let radix = if digits.starts_with("0b") { 2 } else { 8 };
                u64::from_str_radix(&digits[2..], radix).ok().map(|value| value.to_string())
            }
            _ => None,
        }
    }
}

pub fn number(part: &str) -> Result<usize, NoNumber> {
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
