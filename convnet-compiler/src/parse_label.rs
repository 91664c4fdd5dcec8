//! Labels, `conv1: ..`, and what is written in their place.

use crate::diagnostics::{Diagnostics, Edit};
use crate::parse::is_punct;
use crate::words;
use proc_macro2::{Ident, TokenTree};

/// Reports what stands in front of a layer as a label and is none, and goes behind it.
pub fn label_slips<'t>(mut tokens: &'t [TokenTree], labelled: bool, diagnostics: &mut Diagnostics) -> &'t [TokenTree] {
    let is_label = |rest: &[TokenTree]| is_punct(rest.first(), ':') && !is_punct(rest.get(1), ':');
    let is_layer = |name: &Ident| words::find(&name.to_string()).is_some();
    loop {
        tokens = match tokens {
            [TokenTree::Ident(second), rest @ ..] if labelled && is_label(rest) => {
                let span = (second.span(), rest[0].span());
                diagnostics
                    .error_over(span, format!("`{second}` is a second label"))
                    .help("a label names one layer, and a layer has one label")
                    .fix([Edit::replace(span, "")]);
                &rest[1..]
            }
            [TokenTree::Ident(name), sign, _, ..] if !labelled && is_punct(Some(sign), '=') && !is_layer(name) => {
                diagnostics
                    .error(sign.span(), "`=` stands between a name and its layer")
                    .help(format!("a label ends in `:`: `{name}: ..`"))
                    .fix([Edit::replace((sign.span(), sign.span()), ":")]);
                &tokens[2..]
            }
            [TokenTree::Ident(first), dash, TokenTree::Ident(second), rest @ ..]
                if is_punct(Some(dash), '-') && is_label(rest) =>
            {
                let (span, label) = ((first.span(), second.span()), format!("{first}_{second}"));
                diagnostics
                    .error(dash.span(), "`-` cannot stand in a label")
                    .help(format!("`{label}: ..`"))
                    .fix([Edit::replace(span, label)]);
                &rest[1..]
            }
            [TokenTree::Literal(text), rest @ ..] if is_label(rest) => {
                let name = text.to_string().trim_matches('"').replace(|c: char| !c.is_alphanumeric(), "_");
                let error = diagnostics.error(text.span(), format!("the label {text} is no plain Rust name"));
                if syn::parse_str::<Ident>(&name).is_ok() {
                    error.help(format!("`{name}: ..`")).fix([Edit::replace((text.span(), text.span()), name)]);
                }
                &rest[1..]
            }
            tokens => return tokens,
        };
    }
}

/// Whether it can name a field and a tensor.
pub fn valid_label(label: &Ident, diagnostics: &mut Diagnostics) -> bool {
    let text = label.to_string();
    let valid = !text.starts_with("r#") && syn::parse_str::<Ident>(&text).is_ok();
    if !valid {
        let plain = format!("{}_", text.trim_start_matches("r#"));
        let error =
            diagnostics.error(label.span(), format!("`{label}` cannot be a label: it is not a plain Rust name"));
        if text != "_" {
            error.help(format!("such as `{plain}`")).fix([Edit::replace((label.span(), label.span()), plain)]);
        }
    }
    valid
}
