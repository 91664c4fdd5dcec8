//! A network whose fully connected layers have become convolutions, so that it slides over larger images:
//! `fully_convolutional(Net)`.
//!
//! A fully connected layer sums over all that it reads, as a convolution does whose window is as large; where more reaches
//! it, that one gives a value for every place. A global average becomes an average over windows in the same way. Weights
//! keep their order, and so the parameters are the same numbers.

use crate::diagnostics::{Diagnostics, Edit};
use crate::graph::{Int, IntPair, Layer, Network, Op, Pad, Source, Stub, Window};
use crate::parse::flatten;
use crate::parse_layer::Chains;
use crate::shape::{Measured, Trouble, measure};
use crate::syntax::{Item, span_of};
use crate::words::{SLIDING, nearest};
use convnet_shape::{self as rules, Message, Round, Volume};
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

impl Chains<'_> {
    /// The name of a network, before all other layers.
    pub(crate) fn sliding(&mut self, label: Option<&Ident>, word: &Ident, group: Option<&Group>) -> Item {
        let tokens = group.map(|group| flatten(group.stream())).unwrap_or_default();
        let [TokenTree::Ident(network)] = &tokens[..] else {
            let span = if tokens.is_empty() { (word.span(), word.span()) } else { span_of(&tokens) };
            let text = format!("`{word}` has the name of a network between its parentheses");
            self.diagnostics.error_over(span, text).help(format!("`{}`", SLIDING.usage));
            return Item::Broken;
        };
        let first = self.layers == 0 && self.uses == 0 && self.nesting == 1 && self.outside.is_empty();
        if let Some(label) = label {
            let text = format!("the label `{label}` stands before several layers, which keep their names");
            self.diagnostics.error(label.span(), text).help("leave it out");
            return Item::Broken;
        }
        if !first {
            self.diagnostics
                .error(word.span(), format!("`{word}` is the beginning of a network, and here is its middle"))
                .help("other layers stand behind it; a chain with numbers for its sizes is a `block`");
            return Item::Broken;
        }
        // What follows is not the first any more.
        self.next_layer();
        Item::Sliding { network: network.clone() }
    }
}

/// What a name stands for.
pub enum Found<'a> {
    /// A network without errors.
    Network(&'a Network),
    /// One whose errors have been told.
    Stub(&'a Stub),
    /// Nothing that can be used; an error has been reported.
    Nothing,
}

/// The network of that name.
pub fn find<'a>(name: &Ident, networks: &'a [Network], stubs: &'a [Stub], diagnostics: &mut Diagnostics) -> Found<'a> {
    if let Some(network) = networks.iter().find(|network| network.name == *name) {
        if network.heads.is_empty() {
            return Found::Network(network);
        }
        diagnostics
            .error(name.span(), format!("`{name}` has auxiliary heads, which answer for one whole image"))
            .help("declare it without them: `load_matching` takes the parameters of the others");
        return Found::Nothing;
    }
    if let Some(stub) = stubs.iter().find(|stub| stub.name == *name) {
        return Found::Stub(stub);
    }
    let known: Vec<String> = networks.iter().map(|network| network.name.to_string()).collect();
    let error = diagnostics.error(name.span(), format!("no network `{name}` is declared before this one"));
    match nearest(&name.to_string(), known.iter().map(String::as_str)) {
        Some(near) => {
            error.help(format!("did you mean `{near}`?")).fix([Edit::replace((name.span(), name.span()), near)]);
        }
        None => {
            error.help("it stands in the same `convnet!`, before what uses it");
        }
    }
    Found::Nothing
}

/// What is known of the network in the one that has its layers.
pub fn source(name: &Ident, network: &Network) -> Source {
    let conditions = crate::emit::conditions(&network.attrs).into_iter().cloned().collect();
    Source { name: name.clone(), layers: kept(network), input: network.volumes[0], conditions }
}

/// How many of its layers are taken: all but the function of a softmax.
fn kept(network: &Network) -> usize {
    let softmax = matches!(network.layers.last(), Some(Layer { op: Op::Softmax, .. }));
    network.layers.len() - usize::from(softmax)
}

/// The layers as they slide, each with its name and the word that it was.
pub fn layers<'a>(place: &Ident, network: &'a Network) -> impl Iterator<Item = (Layer, (String, &'static str))> + 'a {
    let span = (place.span(), place.span());
    let name = place.clone();
    (0..kept(network)).map(move |at| {
        let layer = &network.layers[at];
        let mut copy = Layer { word: span.0, origin: 0, in_block: false, given: Vec::new(), ..layer.clone() };
        let whole = || IntPair { x: side(&name, network, at, Side::Width), y: side(&name, network, at, Side::Height) };
        match &layer.op {
            Op::Fc { units, init } => {
                let groups = int(quote!(1), Some(1), span);
                let (window, filters) = (window(whole(), span), units.clone());
                copy.op = Op::Conv { window, filters, groups, bias: true, init: *init };
                copy.kind = "conv";
            }
            Op::GlobalAvgPool => {
                copy.op = Op::AvgPool(window(whole(), span));
                copy.kind = "avgpool";
            }
            _ => {}
        }
        blame(&mut copy.op, span);
        (copy, (layer.name.clone(), layer.kind))
    })
}

/// What is wrong with a layer's numbers here is the input's doing, not theirs.
fn blame(op: &mut Op, span: (Span, Span)) {
    let mut here = |int: &mut Int| int.span = span;
    match op {
        Op::Conv { window, filters, groups, .. } => {
            window.ints().for_each(&mut here);
            here(filters);
            here(groups);
        }
        Op::MaxPool(window) | Op::AvgPool(window) => window.ints().for_each(here),
        Op::Lrn { size, .. } => here(size),
        _ => {}
    }
}

#[derive(Clone, Copy)]
enum Side {
    Width,
    Height,
}

/// How wide or high the volume is that layer `at` reads in its own network.
fn side(name: &Ident, network: &Network, at: usize, side: Side) -> Int {
    let span = (name.span(), name.span());
    if let Some(volume) = network.volumes[network.layers[at].inputs[0].0] {
        let value = match side {
            Side::Width => volume.width,
            Side::Height => volume.height,
        };
        return int(TokenTree::from(Literal::usize_unsuffixed(value)).into(), Some(value), span);
    }
    // A `const` path decides it: rustc finds it where it knows the network.
    let (network, row) = (crate::emit::unseen(name), Literal::usize_unsuffixed(at));
    let side = match side {
        Side::Width => quote!(width),
        Side::Height => quote!(height),
    };
    int(quote!({ #network::LAYERS[#row].input.#side }), None, span)
}

fn int(tokens: TokenStream, value: Option<usize>, span: (Span, Span)) -> Int {
    Int { tokens, value, span }
}

/// A window of that size that goes step by step.
fn window(size: IntPair, span: (Span, Span)) -> Window {
    let pair = |value: usize| {
        let number = || int(TokenTree::from(Literal::usize_unsuffixed(value)).into(), Some(value), span);
        IntPair { x: number(), y: number() }
    };
    Window { size, stride: pair(1), pad: Pad::Number(pair(0)), dilation: pair(1), round: Round::Exact }
}

/// The parameters of the first layers depend on the depth of the input.
pub fn depth(network: &Network, input: Volume, diagnostics: &mut Diagnostics) {
    let Some(source) = &network.source else { return };
    if let Some(wanted) = source.input.filter(|wanted| wanted.depth != input.depth) {
        let (name, [_, _, depth]) = (&source.name, &network.input);
        let text = format!("`{name}` reads a depth of {}, and the input has {}", wanted.depth, input.depth);
        let error = diagnostics.error_over(depth.span, text);
        let size = Message::new().volume(Volume { depth: wanted.depth, ..input });
        error.help(format!("{size} has as many parameters"));
        if let Some(span) = one_token(network) {
            error.fix([Edit::replace(span, size.to_string())]);
        }
    }
}

/// The input, where it is one literal.
fn one_token(network: &Network) -> Option<(Span, Span)> {
    let [width, _, depth] = &network.input;
    (width.span.0.start() == depth.span.0.start()).then_some(width.span)
}

/// How far from the input another one is looked for that fits.
const FARTHEST: usize = 512;

/// Reports that the layers do not fit on this input, and the nearest ones on which they do.
pub fn report(network: &Network, at: usize, trouble: &Trouble, measured: &Measured, diagnostics: &mut Diagnostics) {
    let (Some(source), Some(input)) = (&network.source, measured.volumes[0]) else { return };
    let layer = &network.layers[at];
    let what = match trouble {
        Trouble::Rule(error) => format!("{}{error}", rules::subject(&layer.name, error.request.input())),
        Trouble::Branch(_) => format!("{}: its branches give different volumes", layer.name),
    };
    let [width, height, _] = &network.input;
    let span = one_token(network).unwrap_or((width.span.0, height.span.1));
    let error = diagnostics.error_over(span, format!("`{}` on {}: {what}", source.name, Message::new().volume(input)));
    let fits = |input: &Volume| measure(&network.layers[..source.layers], Some(*input)).errors.is_empty();
    let larger = (1..FARTHEST).map(|by| Volume::new(input.width + by, input.height + by, input.depth)).find(fits);
    let least = input.width.min(input.height).min(FARTHEST);
    let smaller = (1..least).map(|by| Volume::new(input.width - by, input.height - by, input.depth)).find(fits);
    let near: Vec<String> = [smaller, larger].iter().flatten().map(|v| Message::new().volume(*v).to_string()).collect();
    if !near.is_empty() {
        error.help(format!("it fits on {}", near.join(" and on ")));
    }
    if let Some(span) = one_token(network) {
        for size in near {
            error.fix([Edit::replace(span, size)]);
        }
    }
}
