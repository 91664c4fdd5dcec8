//! Syntax tree -> graph: arguments read, defaults filled in, repetitions unrolled, every layer named.

use crate::diagnostics::Diagnostics;
use crate::graph::{Layer, Network, Op, Stub, VolumeId};
use crate::resolve_arguments::operations;
use crate::syntax::{Declaration, Item, LayerItem};
use proc_macro2::Span;
use std::collections::HashMap;

/// More layers than this are a slip of the keyboard, such as a repetition of repetitions.
const MOST_LAYERS: usize = 4096;

/// A declaration on its way to [`Network`] or [`Stub`].
#[derive(Debug)]
pub struct Resolved {
    /// The network; its volumes are still unknown.
    pub network: Network,
    /// Layers before which something is missing after an error: their input is not to be trusted.
    pub gaps: Vec<usize>,
    /// Whether the input could not be read.
    pub no_input: bool,
    /// Whether an error has been reported.
    pub broken: bool,
}

impl Resolved {
    /// What is left of it after an error.
    pub fn into_stub(self) -> Stub {
        let Network { attrs, vis, name, .. } = self.network;
        Stub { attrs, vis, name }
    }
}

/// Resolves one declaration.
pub fn resolve(declaration: Declaration, diagnostics: &mut Diagnostics) -> Resolved {
    let errors = diagnostics.count();
    let Declaration { attrs, vis, name, input, chain, budgets, broken } = declaration;
    let mut unroll = Unroll::default();
    let chain = read(chain, &mut unroll.declared, diagnostics);
    unroll.chain(&chain, &mut Vec::new(), diagnostics);
    let Unroll { layers, gaps, .. } = unroll;
    let mut layers = named(layers, diagnostics);
    heads(&layers, diagnostics);
    for (at, layer) in layers.iter_mut().enumerate() {
        layer.inputs = vec![VolumeId(at)];
        layer.output = VolumeId(at + 1);
    }
    let no_input = input.is_none();
    let input = input.unwrap_or_else(|| {
        std::array::from_fn(|_| crate::graph::Int {
            tokens: proc_macro2::TokenStream::new(),
            value: None,
            span: name.span(),
        })
    });
    let volumes = vec![None; layers.len() + 1];
    let network = Network { attrs, vis, name, input, layers, volumes, budgets };
    Resolved { network, gaps, no_input, broken: broken || diagnostics.count() > errors }
}

/// An item whose arguments are read, so that an error in it comes once however often it is repeated.
enum Read {
    Layer { item: LayerItem, ops: Vec<Op>, origin: usize },
    Repeat { chain: Vec<Read>, times: usize, span: Span },
    Broken,
}

fn read(chain: Vec<Item>, declared: &mut usize, diagnostics: &mut Diagnostics) -> Vec<Read> {
    chain
        .into_iter()
        .map(|item| match item {
            Item::Layer(item) => {
                *declared += 1;
                match operations(&item, diagnostics) {
                    Some(ops) => Read::Layer { item, ops, origin: *declared - 1 },
                    None => Read::Broken,
                }
            }
            Item::Repeat { chain, times, span } => {
                Read::Repeat { chain: read(chain, declared, diagnostics), times, span }
            }
            Item::Broken => Read::Broken,
        })
        .collect()
}

/// A layer without its final name.
struct Unnamed {
    label: Option<String>,
    label_span: Span,
    kind: &'static str,
    word: Span,
    ops: Vec<Op>,
    origin: usize,
}

#[derive(Default)]
struct Unroll {
    declared: usize,
    layers: Vec<Unnamed>,
    gaps: Vec<usize>,
    full: bool,
}

impl Unroll {
    /// `copies`: the number of the copy in each repetition around this chain.
    fn chain(&mut self, chain: &[Read], copies: &mut Vec<usize>, diagnostics: &mut Diagnostics) {
        for item in chain {
            match item {
                Read::Layer { item, ops, origin } => self.layers.push(Unnamed {
                    label: item
                        .label
                        .as_ref()
                        .map(|label| copies.iter().fold(label.to_string(), |label, copy| format!("{label}_{copy}"))),
                    label_span: item.label.as_ref().map_or(item.span, |label| label.span()),
                    kind: item.word.name,
                    word: item.span,
                    ops: ops.clone(),
                    origin: *origin,
                }),
                Read::Broken => self.gaps.push(self.layers.iter().map(|layer| layer.ops.len()).sum()),
                Read::Repeat { chain, times: 1, .. } => self.chain(chain, copies, diagnostics),
                Read::Repeat { chain, times, span } => {
                    for copy in 1..=*times {
                        let before = self.layers.len();
                        copies.push(copy);
                        self.chain(chain, copies, diagnostics);
                        copies.pop();
                        // A chain without a single good layer adds nothing, however often.
                        if self.full || self.layers.len() == before {
                            break;
                        }
                        if self.layers.len() > MOST_LAYERS {
                            self.full = true;
                            diagnostics.error(
                                *span,
                                format!("{times} repetitions make a network of more than {MOST_LAYERS} layers"),
                            );
                            self.gaps.push(0);
                            break;
                        }
                    }
                }
            }
            if self.full {
                return;
            }
        }
    }
}

/// Names the layers: the label, or kind and number. A labelled layer counts among its kind, so that labelling one does
/// not rename the others.
fn named(layers: Vec<Unnamed>, diagnostics: &mut Diagnostics) -> Vec<Layer> {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    let names: Vec<(String, String)> = layers
        .iter()
        .map(|layer| {
            let count = counts.entry(layer.kind).or_default();
            *count += 1;
            let automatic = format!("{}{count}", layer.kind);
            (layer.label.clone().unwrap_or_else(|| automatic.clone()), automatic)
        })
        .collect();
    // Names that differ only in case would make one constant in the generated code.
    let mut owners: HashMap<String, usize> = HashMap::new();
    for (at, layer) in layers.iter().enumerate().filter(|(_, layer)| layer.label.is_none()) {
        owners.insert(names[at].0.to_lowercase(), at);
        debug_assert_eq!(layer.label, None);
    }
    let mut reported = Vec::new();
    for (at, layer) in layers.iter().enumerate().filter(|(_, layer)| layer.label.is_some()) {
        let name = &names[at].0;
        let Some(owner) = owners.insert(name.to_lowercase(), at) else { continue };
        if reported.contains(&layer.origin) {
            continue;
        }
        reported.push(layer.origin);
        let message = match (&layers[owner].label, *name == names[owner].0) {
            (None, _) => format!("the label `{name}` is the automatic name of another layer"),
            (Some(_), true) => format!("the label `{name}` is given twice"),
            (Some(_), false) => format!("the labels `{name}` and `{}` differ only in their case", names[owner].0),
        };
        diagnostics.error(layer.label_span, message).help("every layer, and its tensors, need a name of their own");
    }
    let mut result = Vec::new();
    for (layer, (name, _)) in layers.into_iter().zip(names) {
        for op in layer.ops {
            result.push(Layer {
                name: name.clone(),
                kind: layer.kind,
                word: layer.word,
                origin: layer.origin,
                op,
                inputs: Vec::new(),
                output: VolumeId(0),
            });
        }
    }
    result
}

/// A softmax stands once, and last.
fn heads(layers: &[Layer], diagnostics: &mut Diagnostics) {
    let mut heads = (0..layers.len()).filter(|at| matches!(layers[*at].op, Op::Softmax));
    let Some(first) = heads.next() else { return };
    let mut second_reported = false;
    let mut origins = Vec::new();
    for second in heads {
        second_reported = true;
        let layer = &layers[second];
        if !origins.contains(&layer.origin) {
            origins.push(layer.origin);
            let message = if layer.origin == layers[first].origin {
                "a softmax is the last layer, so it is not repeated".to_string()
            } else {
                format!("`{}` is a second softmax: `{}` already stands before it", layer.name, layers[first].name)
            };
            diagnostics.error(layer.word, message).help("a network has one softmax, at its end");
        }
    }
    if let Some(next) = layers.get(first + 1)
        && !second_reported
    {
        diagnostics
            .error(
                layers[first].word,
                format!("`{}` is not the last layer: `{}` follows", layers[first].name, next.name),
            )
            .help("softmax turns the network's last values into probabilities; use `sigmoid` or `tanh` between layers");
    }
}
