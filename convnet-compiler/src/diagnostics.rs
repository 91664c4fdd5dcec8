//! The errors of one invocation, collected over all stages and written in source order.
//!
//! An error in the arguments of a layer is found before anybody knows the layer's name and what reaches it: it is told
//! which layer it belongs to, and [`shape`](crate::shape) says the rest.

use crate::emit;
use crate::graph::Stub;
use proc_macro2::{Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use std::fmt::Display;
use std::ops::Range;

/// One error: a rule that is broken, on the tokens that break it, and what would work.
#[derive(Debug)]
pub struct Diagnostic {
    start: Span,
    end: Span,
    text: String,
    helps: Vec<Help>,
    /// The declaration that it stands in, counted from 0.
    declaration: Option<usize>,
    /// The layer in whose arguments it stands.
    layer: Option<LayerId>,
    /// A literal that rustc has refused: it has told its error, and this one is silent.
    refused: Option<Literal>,
    /// It stands in a block's body.
    in_block: bool,
    /// It has been told already, of another use of the same block.
    repeated: bool,
    /// The one of another network that says the same on the same token of a block's body.
    twin: Option<usize>,
}

/// Which layer of its declaration, in source order.
pub type LayerId = usize;

#[derive(Clone, Debug)]
struct Help {
    text: String,
    fixes: Vec<Fix>,
}

/// A change of the source that mends an error.
#[derive(Clone, Debug)]
pub struct Fix {
    edits: Vec<Edit>,
    /// What is still wrong afterwards: `pool1 does not fit`.
    left: Option<String>,
}

/// A piece of source and what to write in its place.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    start: Span,
    end: Span,
    place: Place,
    text: String,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Over,
    Before,
    After,
}

impl Edit {
    /// `text` in place of all tokens from the first span to the last.
    pub(crate) fn replace((start, end): (Span, Span), text: impl Display) -> Edit {
        Edit { start, end, place: Place::Over, text: text.to_string() }
    }

    /// `text` in front of a token.
    pub(crate) fn before(span: Span, text: impl Display) -> Edit {
        Edit { start: span, end: span, place: Place::Before, text: text.to_string() }
    }

    /// `text` behind a token.
    pub(crate) fn after(span: Span, text: impl Display) -> Edit {
        Edit { start: span, end: span, place: Place::After, text: text.to_string() }
    }

    fn range(&self) -> Range<usize> {
        let (start, end) = (self.start.byte_range().start, self.end.byte_range().end);
        match self.place {
            Place::Over => start..end,
            Place::Before => start..start,
            Place::After => end..end,
        }
    }
}

/// `text` in place of all `tokens`; nothing where they are one place several times, as a block's parameter may stand.
pub(crate) fn instead(tokens: &[TokenTree], text: impl Display) -> Option<Edit> {
    let (first, last) = (tokens.first()?.span(), tokens.last()?.span());
    let repeated = tokens.len() > 1 && first.start() == last.start();
    (!repeated).then(|| Edit::replace((first, last), text))
}

impl Fix {
    /// What is wrong elsewhere after the change, as the text says; `None` if the network compiles.
    pub fn left(&self) -> Option<&str> {
        self.left.as_deref()
    }

    /// The source with the change. Its tokens must have been read from `source` and nothing else, as
    /// `TokenStream::from_str` does outside of a macro.
    pub fn apply(&self, source: &str) -> String {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        // From the end to the beginning, so that no edit moves the place of another.
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.range().start));
        let mut text = source.to_string();
        for edit in edits {
            text.replace_range(edit.range(), &edit.text);
        }
        text
    }
}

impl Diagnostic {
    /// Adds a line `help: ..`.
    pub(crate) fn help(&mut self, text: impl Display) -> &mut Diagnostic {
        self.helps.push(Help { text: text.to_string(), fixes: Vec::new() });
        self
    }

    /// A change that the last line of help speaks of; one more call is one more change, to be made instead.
    pub(crate) fn fix(&mut self, edits: impl IntoIterator<Item = Edit>) -> &mut Diagnostic {
        let help = self.helps.last_mut().expect("a help stands before its changes");
        let edits: Vec<Edit> = edits.into_iter().collect();
        // In a block's body one token may come from the body and the next from a use: what lies between is neither's.
        let apart = |edit: &Edit| edit.start.start() != edit.end.start();
        let mixed = self.in_block && edits.iter().any(apart);
        if !mixed && !edits.is_empty() {
            help.fixes.push(Fix { edits, left: None });
        }
        self
    }

    /// The last change does not mend everything: what it leaves is told.
    pub(crate) fn leaving(&mut self, left: Option<String>) -> &mut Diagnostic {
        if let Some(fix) = self.helps.last_mut().and_then(|help| help.fixes.last_mut()) {
            fix.left = left;
        }
        self
    }

    /// Whether rustc has told it itself.
    pub(crate) fn is_silent(&self) -> bool {
        self.refused.is_some()
    }

    /// The whole text: the rule with its numbers, and a line for each help.
    pub fn message(&self) -> String {
        let helps = self.helps.iter().map(|help| format!("\nhelp: {}", help.text));
        std::iter::once(self.text.clone()).chain(helps).collect()
    }

    /// The first and the last token that are underlined.
    pub fn spans(&self) -> (Span, Span) {
        (self.start, self.end)
    }

    /// The changes that the text speaks of, each to be made alone.
    pub fn fixes(&self) -> impl Iterator<Item = &Fix> {
        self.helps.iter().flat_map(|help| &help.fixes)
    }

    /// `::core::compile_error! { ".." }` over the span; for a literal that rustc has refused a use of it, which rustc takes for
    /// the error that it is.
    fn tokens(&self) -> TokenStream {
        match &self.refused {
            Some(literal) => quote!(let _ = #literal;),
            None => self.compile_error().collect(),
        }
    }

    fn compile_error(&self) -> impl Iterator<Item = TokenTree> {
        let punct = |c, spacing| {
            let mut punct = Punct::new(c, spacing);
            punct.set_span(self.start);
            TokenTree::Punct(punct)
        };
        let mut message = Literal::string(&self.message());
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
    declaration: Option<usize>,
    layer: Option<LayerId>,
    /// In how many blocks' bodies the present tokens stand.
    blocks: usize,
}

impl Diagnostics {
    /// Reports an error on one token.
    pub fn error(&mut self, span: Span, message: impl Display) -> &mut Diagnostic {
        self.error_over((span, span), message)
    }

    /// Reports an error on all tokens from the first span to the last.
    pub fn error_over(&mut self, (start, end): (Span, Span), message: impl Display) -> &mut Diagnostic {
        let (declaration, layer) = (self.declaration, self.layer);
        let text = message.to_string();
        let (repeated, twin) =
            if self.blocks > 0 { (self.any_at(start), self.twin(start, &text)) } else { (false, None) };
        let (helps, refused, in_block) = (Vec::new(), None, self.blocks > 0);
        let diagnostic = Diagnostic { start, end, text, helps, declaration, layer, refused, in_block, repeated, twin };
        self.list.push(diagnostic);
        self.list.last_mut().expect("one was pushed")
    }

    /// What `work` reports stands in a block's body: once is enough, however often the block is used.
    pub fn in_block<T>(&mut self, work: impl FnOnce(&mut Diagnostics) -> T) -> T {
        self.enter_block();
        let result = work(self);
        self.leave_block();
        result
    }

    /// What is reported until [`leave_block`](Diagnostics::leave_block) stands in a block's body.
    pub fn enter_block(&mut self) {
        self.blocks += 1;
    }

    /// The end of a block's body.
    pub fn leave_block(&mut self) {
        self.blocks -= 1;
    }

    /// Whether there is an error in the present declaration that begins at this token.
    fn any_at(&self, span: Span) -> bool {
        self.list.iter().any(|d| d.declaration == self.declaration && d.start.start() == span.start())
    }

    /// An error of another declaration that says the same of this token, but for the layer that it may have been given.
    fn twin(&self, span: Span, text: &str) -> Option<usize> {
        let same = |d: &Diagnostic| d.start.start() == span.start() && d.text.ends_with(text) && d.twin.is_none();
        self.list.iter().position(|d| d.declaration != self.declaration && !d.repeated && same(d))
    }

    /// Takes note of a literal that rustc's lexer has refused, with an error of its own.
    pub fn refused(&mut self, literal: &Literal) {
        self.error(literal.span(), format!("rustc has refused {literal}")).refused = Some(literal.clone());
    }

    /// What is reported from now on belongs to this declaration.
    pub fn enter(&mut self, declaration: usize) {
        self.declaration = Some(declaration);
    }

    /// What `work` reports belongs to the arguments of this layer.
    pub fn in_layer<T>(&mut self, layer: LayerId, work: impl FnOnce(&mut Diagnostics) -> T) -> T {
        let outside = self.layer.replace(layer);
        let result = work(self);
        self.layer = outside;
        result
    }

    /// Says what the layer is called and what reaches it to the errors in its arguments.
    pub fn introduce(&mut self, layer: LayerId, subject: impl Display) {
        for diagnostic in &mut self.list {
            if diagnostic.declaration == self.declaration && diagnostic.layer == Some(layer) {
                diagnostic.text = format!("{subject}{}", diagnostic.text);
                diagnostic.layer = None;
            }
        }
    }

    /// How many errors there are: a stage that finds more of them than before has met one.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// How many of them are ours to tell.
    #[cfg(test)]
    pub fn told(&self) -> usize {
        let told = |d: &&Diagnostic| d.refused.is_none() && !d.repeated && d.twin.is_none();
        self.list.iter().filter(told).count()
    }

    /// Whether there is an error in the present declaration at this token or behind it.
    pub fn any_from(&self, span: Span) -> bool {
        let from = span.start();
        let behind = |d: &&Diagnostic| (d.start.start().line, d.start.start().column) >= (from.line, from.column);
        self.list.iter().filter(|d| d.declaration == self.declaration).any(|d| behind(&d))
    }

    /// The errors in source order.
    pub fn sorted(self) -> Vec<Diagnostic> {
        let mut list = self.of_all_networks();
        list.retain(|diagnostic| diagnostic.twin.is_none());
        list
    }

    /// The errors in source order; where several networks have the same one, each has a copy.
    fn of_all_networks(mut self) -> Vec<Diagnostic> {
        for at in 0..self.list.len() {
            if let Some(twin) = self.list[at].twin {
                let (text, helps) = (self.list[twin].text.clone(), self.list[twin].helps.clone());
                (self.list[at].text, self.list[at].helps) = (text, helps);
            }
        }
        self.list.retain(|diagnostic| !diagnostic.repeated);
        // Stable: errors on one token stay in the order in which they were found.
        self.list.sort_by_key(|d| {
            let start = d.start.start();
            (start.line, start.column)
        });
        self.list
    }
}

/// The errors as `compile_error!`s: for each of the `stubs` those of the declaration that it stands for, and of the blocks
/// that it uses; and the others. What several stubs have in common, rustc prints once.
pub fn into_tokens(diagnostics: Diagnostics, stubs: &[Stub]) -> (Vec<TokenStream>, TokenStream) {
    let mut of_stubs = vec![TokenStream::new(); stubs.len()];
    let mut others = TokenStream::new();
    for diagnostic in diagnostics.of_all_networks() {
        let has = |stub: &Stub| {
            diagnostic.declaration.is_some_and(|at| stub.declaration == at || stub.broken_blocks.contains(&at))
        };
        // A block stands before networks that do not use it: there it comes out first, so that the order stays that of the
        // source.
        let first = stubs.iter().position(has).unwrap_or(0);
        let stands_before = |stub: usize| stub < first && diagnostic.start.start() < stubs[stub].name.span().start();
        let owners: Vec<usize> = (0..stubs.len()).filter(|stub| has(&stubs[*stub]) || stands_before(*stub)).collect();
        if owners.is_empty() && diagnostic.refused.is_none() {
            others.extend(diagnostic.tokens());
        }
        for stub in owners {
            // So does what belongs to none; but not where a `cfg` may take it away.
            if emit::conditions(&stubs[stub].attrs).is_empty() {
                of_stubs[stub].extend(std::mem::take(&mut others));
            }
            of_stubs[stub].extend(diagnostic.tokens());
        }
    }
    (of_stubs, others)
}
