//! Expressions of literals in braces: `{ 4 * 64 }`, which a block's arguments make of `{ 4 * k }`.
//!
//! rustc could work them out too, but then the macro would know no volume behind them. Whatever else Rust allows in
//! braces is left to rustc.

use crate::parse::{flatten, is_punct};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The value as Rust has it, in `usize`; an error if it has none, and `None` if there is more than literals, `+ - * / %`,
/// parentheses and braces.
pub fn value(tokens: TokenStream) -> Option<Result<usize, String>> {
    let tokens = flatten(tokens);
    let mut rest = &tokens[..];
    let value = sum(&mut rest)?;
    rest.is_empty().then_some(value)
}

type Value = Option<Result<usize, String>>;

fn sum(rest: &mut &[TokenTree]) -> Value {
    operators(rest, ['+', '-', '-'], product)
}

fn product(rest: &mut &[TokenTree]) -> Value {
    operators(rest, ['*', '/', '%'], operand)
}

/// Operands with these operators between them, from left to right.
fn operators(rest: &mut &[TokenTree], signs: [char; 3], operand: fn(&mut &[TokenTree]) -> Value) -> Value {
    let mut value = operand(rest)?;
    while let Some(sign) = signs.into_iter().find(|sign| is_punct(rest.first(), *sign)) {
        *rest = &rest[1..];
        let second = operand(rest)?;
        value = value.and_then(|first| apply(first, sign, second?));
    }
    Some(value)
}

fn apply(first: usize, sign: char, second: usize) -> Result<usize, String> {
    let (value, why) = match sign {
        '+' => (first.checked_add(second), "is too large"),
        '-' => (first.checked_sub(second), "is below 0"),
        '*' => (first.checked_mul(second), "is too large"),
        '/' => (first.checked_div(second), "divides by 0"),
        _ => (first.checked_rem(second), "divides by 0"),
    };
    value.ok_or_else(|| format!("{first} {sign} {second} {why}"))
}

/// A literal, or what stands in parentheses or braces.
fn operand(rest: &mut &[TokenTree]) -> Value {
    let (first, others) = rest.split_first()?;
    *rest = others;
    match first {
        TokenTree::Literal(literal) => {
            let literal: syn::LitInt = syn::parse2(TokenTree::Literal(literal.clone()).into()).ok()?;
            let value = literal.base10_parse().ok()?;
            ["", "usize"].contains(&literal.suffix()).then_some(Ok(value))
        }
        TokenTree::Group(group) if matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Brace) => {
            value(group.stream())
        }
        _ => None,
    }
}
