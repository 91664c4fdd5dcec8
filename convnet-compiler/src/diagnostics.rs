//! The errors of one invocation, collected over all stages and written in source order.

use proc_macro2::{Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use std::fmt::Display;

/// One error.
#[derive(Debug)]
pub struct Diagnostic {
    start: Span,
    end: Span,
    message: String,
}

impl Diagnostic {
    /// Adds a line `help: ..`.
    pub fn help(&mut self, text: impl Display) -> &mut Diagnostic {
        self.message.push_str(&format!("\nhelp: {text}"));
        self
    }

    /// The message with its help.
    #[cfg(test)]
    pub fn text(&self) -> &str {
        &self.message
    }

    /// `::core::compile_error! { ".." }` over the span.
    fn tokens(&self) -> impl Iterator<Item = TokenTree> {
        let punct = |c, spacing| {
            let mut punct = Punct::new(c, spacing);
            punct.set_span(self.start);
            TokenTree::Punct(punct)
        };
        let mut message = Literal::string(&self.message);
        message.set_span(self.end);
        let mut text = Group::new(proc_macro2::Delimiter::Brace, TokenTree::Literal(message).into());
        text.set_span(self.end);
        // rustc underlines from the span of the path to that of the braces.
        [
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            Ident::new("core", self.start).into(),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            Ident::new("compile_error", self.start).into(),
            punct('!', Spacing::Alone),
            text.into(),
        ]
        .into_iter()
    }
}

/// The errors so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Reports an error on one token.
    pub fn error(&mut self, span: Span, message: impl Display) -> &mut Diagnostic {
        self.error_over((span, span), message)
    }

    /// Reports an error on all tokens from the first span to the last.
    pub fn error_over(&mut self, (start, end): (Span, Span), message: impl Display) -> &mut Diagnostic {
        self.list.push(Diagnostic { start, end, message: message.to_string() });
        self.list.last_mut().expect("one was pushed")
    }

    /// How many errors there are: a stage that finds more of them than before has met one.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// The errors in source order.
    #[cfg(test)]
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.sort();
        self.list
    }

    /// One `compile_error!` for each error, in source order.
    pub fn into_tokens(mut self) -> TokenStream {
        self.sort();
        self.list.iter().flat_map(Diagnostic::tokens).collect()
    }

    fn sort(&mut self) {
        self.list.sort_by_key(|d| {
            let start = d.start.start();
            (start.line, start.column)
        });
    }
}
