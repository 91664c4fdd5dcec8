//! `init = he`, `init = small(0.05)`: from which distribution a layer's weights are drawn.

use crate::diagnostics::Edit;
use crate::graph::{Init, Real};
use crate::parse::flatten;
use crate::parse_number::{self, describe};
use crate::resolve_arguments::{Bound, bare};
use crate::syntax::span_of;
use crate::words::{self, InitWord};
use proc_macro2::{Delimiter, Group, Ident, TokenTree};

impl Bound<'_> {
    /// What the layer says of its weights, if it does.
    pub(crate) fn init(&mut self) -> Option<Option<Init>> {
        let Some(argument) = self.find("init") else { return Some(None) };
        let init = match &argument.value[..] {
            [TokenTree::Ident(word)] => self.distribution(word, None),
            [TokenTree::Ident(word), TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                self.distribution(word, Some(group))
            }
            value => {
                self.no_distribution(value);
                None
            }
        };
        init.map(Some)
    }

    /// Softmax alone has no weights.
    pub(crate) fn no_init(&mut self) -> Option<()> {
        let Some(argument) = self.find("init") else { return Some(()) };
        self.diagnostics
            .error_over(argument.span(), "`softmax` without a number of classes has no weights to draw")
            .help("leave it out; `softmax(10)` is a fully connected layer and the softmax of its outputs")
            .fix([Edit::replace(argument.span(), "")]);
        None
    }

    fn distribution(&mut self, word: &Ident, group: Option<&Group>) -> Option<Init> {
        let name = word.to_string();
        let Some(known) = words::INITS.iter().find(|known| known.name == name) else {
            let error = self.diagnostics.error(word.span(), format!("there is no init `{name}`"));
            match words::nearest_init(&name) {
                Some(near) => {
                    // What it is made of takes its own number along.
                    let end = group.filter(|_| near.ends_with(')')).map_or(word.span(), Group::span);
                    error.help(format!("did you mean `{near}`?")).fix([Edit::replace((word.span(), end), near)]);
                }
                None => {
                    error.help(format!("the words are {}", words::INITS.map(|known| known.usage).join(", ")));
                }
            }
            return None;
        };
        let number = self.number(known, word, group)?;
        Some(match (known.name, number) {
            ("he", _) => Init::He,
            ("xavier", _) => Init::Xavier,
            ("lecun", _) => Init::LeCun,
            ("nielsen", _) => Init::Nielsen,
            ("small", number) => Init::Small(number.map_or(Some(0.01), |number| self.above_zero(known, &number))?),
            ("orthogonal", number) => {
                Init::Orthogonal(number.map_or(Some(1.0), |number| self.above_zero(known, &number))?)
            }
            ("constant", Some(number)) => Init::Constant(number.value),
            ("constant", None) => {
                let error = self.diagnostics.error(word.span(), "`constant` lacks its value");
                error.help(format!("`{}`", known.usage));
                return None;
            }
            // `words` and this match are one list; a test reads every word.
            (other, _) => {
                self.diagnostics.error(word.span(), format!("`{other}` is not available yet"));
                return None;
            }
        })
    }

    /// What stands between the parentheses behind a word, which may be nothing; `None` after an error.
    fn number(&mut self, known: &InitWord, word: &Ident, group: Option<&Group>) -> Option<Option<Real>> {
        let Some(group) = group else { return Some(None) };
        let tokens = flatten(group.stream());
        if tokens.is_empty() {
            return Some(None);
        }
        let Some(what) = known.number else {
            self.diagnostics
                .error_over(
                    span_of(&tokens),
                    format!("`{word}` takes no number: the layer's sizes decide its deviation"),
                )
                .help(format!("`init = {}`", known.usage))
                .fix([Edit::replace((group.span(), group.span()), "")]);
            return None;
        };
        parse_number::real(&tokens, &format!("{what} of `{word}`"), self.diagnostics).map(Some)
    }

    /// A deviation or a factor.
    fn above_zero(&mut self, known: &InitWord, number: &Real) -> Option<f32> {
        if number.value > 0.0 {
            return Some(number.value);
        }
        let text =
            format!("{} of `{}` must be above 0, not {}", known.number.unwrap_or_default(), known.name, number.text);
        let error = self.diagnostics.error_over(number.span, text);
        if number.value < 0.0 {
            let above = number.text.trim_start_matches(['-', ' ']).to_string();
            error.help(format!("`{}({above})`", known.name)).fix([Edit::replace(number.span, above)]);
        } else {
            error.help("`constant(0)` makes every weight 0");
        }
        None
    }

    /// A number, a text, a path, or a word with its number behind it.
    fn no_distribution(&mut self, value: &[TokenTree]) {
        let span = span_of(value);
        let text = match value {
            [token] => format!("`init` is a word such as `he` or `small(0.01)`, not {}", describe(token)),
            _ => "`init` is one word such as `he` or `small(0.01)`".to_string(),
        };
        let error = self.diagnostics.error_over(span, text);
        match value {
            [number @ TokenTree::Literal(_)] if number.to_string().parse::<f32>().is_ok_and(|n| n > 0.0) => {
                error.help(format!("`small({number})` draws with that deviation, `constant({number})` draws nothing"));
                error.fix([Edit::replace(span, format!("small({number})"))]);
                error.fix([Edit::replace(span, format!("constant({number})"))]);
            }
            [TokenTree::Ident(word), number] if word_of(word).is_some_and(|known| known.number.is_some()) => {
                let number = match number {
                    TokenTree::Group(group) => group.stream().to_string(),
                    number => number.to_string(),
                };
                error.help(format!("`{word}({number})`")).fix([Edit::replace(span, format!("{word}({number})"))]);
            }
            _ => {
                // The last word of a path, or what a text says.
                let last = value.iter().rev().find(|token| !matches!(token, TokenTree::Group(_)));
                if let Some(near) = last.and_then(|token| words::nearest_init(&bare(token))) {
                    error.help(format!("did you mean `{near}`?")).fix([Edit::replace(span, near)]);
                }
            }
        }
    }
}

fn word_of(word: &Ident) -> Option<&'static InitWord> {
    words::INITS.iter().find(|known| *word == known.name)
}
