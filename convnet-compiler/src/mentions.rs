//! The words of an invocation as names that an editor can follow: each leads, from where the user wrote it, to a
//! documented item of `convnet::layers` or `convnet::words`.
//!
//! They are read off the tokens, not the syntax tree, so that hover and completion go on while the declaration cannot
//! be read, behind the mistake too. Only rust-analyzer sees them: rustc drops them before it resolves names.
//!
//! An editor that completes a word lets the macro expand once more, with a marker at the cursor, and offers what could
//! stand in the expansion where the marker does, by what it knows of the same place of the first expansion. So both are
//! alike up to there: where a word is missing another one stands in for it, in a place that no token leads to.

use crate::parse::{flatten, is_arrow, is_punct};
use crate::parse_aux;
use crate::parse_budget;
use crate::words::{self, Word};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// Patterns such as `let ::convnet::layers::conv { stride: _, .. };` in a constant; nothing where there is no word.
pub fn mentions(input: TokenStream) -> TokenStream {
    let tokens = flatten(input);
    let blocks = tokens.windows(2).filter_map(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Ident(name)] if word == words::BLOCK => Some(name.to_string()),
        _ => None,
    });
    let mut mentions = Mentions { statements: TokenStream::new(), blocks: blocks.collect() };
    mentions.walk(&tokens, Place::Head);
    let statements = mentions.statements;
    if statements.is_empty() {
        return statements;
    }
    // rustc does not know rust-analyzer's `cfg`.
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            {
                #statements
            }
        };
    }
}

/// What the next token is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Part of a name and its input.
    Head,
    /// The beginning of a layer.
    Layer,
    /// What follows a layer: an arrow, unless it is forgotten.
    After,
    /// The beginning of a budget.
    Budget,
    /// The rest of a budget.
    Limit,
}

struct Mentions {
    statements: TokenStream,
    /// The names of the invocation's blocks: they are no items.
    blocks: Vec<String>,
}

impl Mentions {
    fn walk(&mut self, tokens: &[TokenTree], mut place: Place) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let next = tokens.get(at + 1);
            place = match (token, place) {
                (TokenTree::Punct(p), _) if p.as_char() == ';' => {
                    self.missing(place);
                    Place::Head
                }
                (TokenTree::Punct(p), Place::Head | Place::After) if p.as_char() == '=' => Place::Layer,
                (TokenTree::Punct(p), Place::Budget | Place::Limit) if p.as_char() == ',' => {
                    self.missing(place);
                    Place::Budget
                }
                // The next branch.
                (TokenTree::Punct(p), Place::Layer | Place::After) if p.as_char() == ',' => {
                    self.missing(place);
                    Place::Layer
                }
                (_, Place::Layer | Place::After) if is_arrow(tokens, at) => {
                    self.missing(place);
                    at += 1;
                    Place::Layer
                }
                (TokenTree::Ident(word), Place::Layer | Place::After) if word == "where" => {
                    self.missing(place);
                    Place::Budget
                }
                // A label.
                (TokenTree::Ident(_), Place::Layer) if is_punct(next, ':') => {
                    at += 1;
                    Place::Layer
                }
                (TokenTree::Ident(word), Place::Layer) => {
                    self.layer(word, next);
                    Place::After
                }
                (TokenTree::Ident(word), Place::After) if is_known(word) => {
                    self.layer(word, next);
                    Place::After
                }
                (TokenTree::Group(group), Place::Layer) if group.delimiter() == Delimiter::Parenthesis => {
                    self.walk(&flatten(group.stream()), Place::Layer);
                    Place::After
                }
                (TokenTree::Ident(word), Place::Budget) => {
                    let field = field(word, parse_budget::is_word(&word.to_string()));
                    self.statements.extend(quote!(let ::convnet::words::budgets { #field .. };));
                    Place::Limit
                }
                _ => place,
            };
            at += 1;
        }
        self.missing(place);
    }

    /// What stands in for a layer or a budget that is missing at `place`.
    fn missing(&mut self, place: Place) {
        self.statements.extend(match place {
            Place::Layer => quote!(let ::convnet::layers::relu { .. };),
            Place::Budget => {
                let field = missing_field();
                quote!(let ::convnet::words::budgets { #field .. };)
            }
            _ => return,
        });
    }

    /// A layer's word, known or not, with the arguments that may follow it.
    fn layer(&mut self, word: &Ident, next: Option<&TokenTree>) {
        if !is_name(word) || self.blocks.iter().any(|block| word == block) {
            return;
        }
        let (fields, values) = match (words::find(&word.to_string()), next) {
            (Some(found), Some(TokenTree::Group(group))) if group.delimiter() == Delimiter::Parenthesis => {
                arguments(found, group)
            }
            _ => Default::default(),
        };
        self.statements.extend(quote!(let ::convnet::layers::#word { #fields .. }; #values));
        if let (Some(found), Some(TokenTree::Group(branches))) = (words::structure(&word.to_string()), next) {
            let tokens = flatten(branches.stream());
            if found.name == words::SLIDING.name {
                return;
            }
            // The weight of an auxiliary head stands before its layers.
            let weight = if found.name == words::AUX.name { parse_aux::weight_len(&tokens) } else { 0 };
            self.walk(&tokens[weight..], Place::Layer);
        }
    }
}

/// Whether it is the word of a layer, of a join or of an auxiliary head.
fn is_known(word: &Ident) -> bool {
    words::find(&word.to_string()).is_some() || words::structure(&word.to_string()).is_some()
}

/// The arguments as fields of a pattern, and statements for the words among their values.
fn arguments(word: &Word, group: &Group) -> (TokenStream, TokenStream) {
    let (mut fields, mut values) = (TokenStream::new(), TokenStream::new());
    let mut named: Vec<String> = Vec::new();
    let mut positional = word.positional.iter();
    let tokens = flatten(group.stream());
    for piece in tokens.split(|token| is_punct(Some(token), ',')) {
        let name = match piece {
            [TokenTree::Ident(name), equals, value @ ..] if is_punct(Some(equals), '=') => {
                values.extend(self::value(&name.to_string(), value));
                name
            }
            piece => match (positional.next(), piece) {
                (Some(parameter), piece) => {
                    // A literal shows what it is for; a path is a constant of its own.
                    let literal = piece.first().filter(|first| matches!(first, TokenTree::Literal(_)));
                    let parameter = Ident::new(parameter, literal.map_or_else(Span::call_site, TokenTree::span));
                    fields.extend(quote!(#parameter: _,));
                    continue;
                }
                // The beginning of a name, whose `=` is yet to come.
                (None, [TokenTree::Ident(name)]) => name,
                (None, []) => {
                    fields.extend(missing_field());
                    continue;
                }
                _ => continue,
            },
        };
        let text = name.to_string();
        if !named.contains(&text) {
            fields.extend(field(name, word.named.contains(&&*text)));
            named.push(text);
        }
    }
    (fields, values)
}

/// The value of an argument that has words for values.
fn value(argument: &str, value: &[TokenTree]) -> Option<TokenStream> {
    let (item, words) = match argument {
        "pad" => (quote!(Pad), vec!["same"]),
        "round" => (quote!(Round), vec!["floor", "ceil"]),
        "init" => (quote!(Init), words::INITS.iter().map(|init| init.name).collect()),
        _ => return None,
    };
    let (value, known) = match value {
        [] => (Ident::new("missing", Span::call_site()), false),
        // A pad in capitals is a constant.
        [TokenTree::Ident(value)] if value.to_string().starts_with(char::is_uppercase) => return None,
        // A distribution may have a number in parentheses behind it.
        [TokenTree::Ident(value)] | [TokenTree::Ident(value), TokenTree::Group(_)] if is_name(value) => {
            (value.clone(), words.contains(&&*value.to_string()))
        }
        _ => return None,
    };
    let cfg = shown(known);
    Some(quote!(#cfg let _ = ::convnet::words::#item::#value;))
}

/// A field of a pattern, with a comma behind it.
fn field(name: &Ident, known: bool) -> Option<TokenStream> {
    let cfg = shown(known);
    is_name(name).then(|| quote!(#cfg #name: _,))
}

/// Where a field may be put.
fn missing_field() -> Option<TokenStream> {
    field(&Ident::new("missing", Span::call_site()), false)
}

/// An item that does not exist would be a second error, in the editor; it must stand there all the same, to be
/// completed. Either condition is as long as the other, so that a word stands at the same place whether it is known or
/// not.
fn shown(known: bool) -> TokenStream {
    if known { quote!(#[cfg(all())]) } else { quote!(#[cfg(any())]) }
}

/// Whether it can stand in a path: `parse2` refuses keywords and `_`.
fn is_name(word: &Ident) -> bool {
    syn::parse2::<Ident>(TokenTree::Ident(word.clone()).into()).is_ok()
}
