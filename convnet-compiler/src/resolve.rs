//! Syntax tree -> graph: arguments read, defaults filled in, repetitions unrolled, every layer named.

use crate::diagnostics::{Diagnostics, Edit, LayerId};
use crate::graph::{Layer, Network, Op, Stub, VolumeId};
use crate::paths;
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
    /// Where layers are missing after an error, in the order of the layers.
    pub gaps: Vec<Gap>,
    /// Whether the input could not be read.
    pub no_input: bool,
    /// Whether an error has been reported.
    pub broken: bool,
}

/// Where something is missing after an error: the input of the layer behind it is not to be trusted.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The layer behind it.
    pub at: usize,
    /// The layer with errors in its arguments, and its name.
    pub layer: Option<(LayerId, String)>,
}

impl Resolved {
    /// What is left of it after an error.
    pub fn into_stub(self, declaration: usize) -> Stub {
        let mut network = self.network;
        let paths = paths::bind(&mut network);
        let Network { attrs, vis, name, .. } = network;
        Stub { declaration, attrs, vis, name, paths }
    }
}

/// Resolves one declaration.
pub fn resolve(declaration: Declaration, diagnostics: &mut Diagnostics) -> Resolved {
    let errors = diagnostics.count();
    let Declaration { attrs, vis, name, input, chain, budgets, broken, .. } = declaration;
    let mut unroll = Unroll::default();
    let chain = read(chain, diagnostics);
    if count(&chain, diagnostics).is_some() {
        unroll.chain(&chain, &mut Vec::new());
    } else {
        unroll.layers.push(Unnamed::Gap);
    }
    let (mut layers, gaps) = named(unroll.layers, diagnostics);
    heads(&layers, &gaps, diagnostics);
    for (at, layer) in layers.iter_mut().enumerate() {
        layer.inputs = vec![VolumeId(at)];
        layer.output = VolumeId(at + 1);
    }
    let no_input = input.is_none();
    let input = input.unwrap_or_else(|| {
        std::array::from_fn(|_| crate::graph::Int {
            tokens: proc_macro2::TokenStream::new(),
            // Nothing is to be looked up for it.
            value: Some(0),
            span: (name.span(), name.span()),
        })
    });
    let volumes = vec![None; layers.len() + 1];
    let network = Network { attrs, vis, name, input, layers, volumes, budgets };
    Resolved { network, gaps, no_input, broken: broken || diagnostics.count() > errors }
}

/// An item whose arguments are read, so that an error in it comes once however often it is repeated.
enum Read {
    /// No operations after an error.
    Layer {
        item: LayerItem,
        ops: Option<Vec<Op>>,
    },
    Repeat {
        chain: Vec<Read>,
        times: usize,
        span: Span,
    },
    Broken,
}

fn read(chain: Vec<Item>, diagnostics: &mut Diagnostics) -> Vec<Read> {
    chain
        .into_iter()
        .map(|item| match item {
            Item::Layer(item) => {
                let ops = diagnostics.in_layer(item.id, |diagnostics| operations(&item, diagnostics));
                Read::Layer { item, ops }
            }
            Item::Repeat { chain, times, span } => Read::Repeat { chain: read(chain, diagnostics), times, span },
            Item::Broken => Read::Broken,
        })
        .collect()
}

/// A layer without its final name, or a gap.
enum Unnamed<'a> {
    Layer { item: &'a LayerItem, label: Option<String>, ops: Option<&'a [Op]> },
    Gap,
}

/// How many layers a chain has with its repetitions; `None` after an error: so many have not been meant.
fn count(chain: &[Read], diagnostics: &mut Diagnostics) -> Option<usize> {
    let mut sum = 0;
    for item in chain {
        match item {
            Read::Layer { .. } | Read::Broken => sum += 1,
            Read::Repeat { chain, times, span } => {
                sum = count(chain, diagnostics)?.saturating_mul(*times).saturating_add(sum);
                if sum > MOST_LAYERS {
                    let text = format!("{times} repetitions make a network of more than {MOST_LAYERS} layers");
                    diagnostics.error(*span, text);
                    return None;
                }
            }
        }
    }
    Some(sum)
}

#[derive(Default)]
struct Unroll<'a> {
    layers: Vec<Unnamed<'a>>,
}

impl<'a> Unroll<'a> {
    /// `copies`: the number of the copy in each repetition around this chain.
    fn chain(&mut self, chain: &'a [Read], copies: &mut Vec<usize>) {
        for item in chain {
            match item {
                Read::Layer { item, ops } => {
                    let label = item.label.as_ref();
                    let numbered = |label: String| copies.iter().fold(label, |label, copy| format!("{label}_{copy}"));
                    let label = label.map(|label| numbered(label.to_string()));
                    self.layers.push(Unnamed::Layer { item, label, ops: ops.as_deref() });
                }
                Read::Broken => self.layers.push(Unnamed::Gap),
                Read::Repeat { chain, times: 1, .. } => self.chain(chain, copies),
                Read::Repeat { chain, times, .. } => {
                    for copy in 1..=*times {
                        copies.push(copy);
                        self.chain(chain, copies);
                        copies.pop();
                    }
                }
            }
        }
    }
}

/// Names the layers: the label, or kind and number. A labelled layer counts among its kind, so that labelling one does
/// not rename the others; and so does one with errors, so that mending it does not.
fn named(layers: Vec<Unnamed<'_>>, diagnostics: &mut Diagnostics) -> (Vec<Layer>, Vec<Gap>) {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    let names: Vec<String> = layers
        .iter()
        .map(|layer| match layer {
            Unnamed::Layer { item, label, .. } => {
                let count = counts.entry(item.word.name).or_default();
                *count += 1;
                label.clone().unwrap_or_else(|| format!("{}{count}", item.word.name))
            }
            Unnamed::Gap => String::new(),
        })
        .collect();
    doubled(&layers, &names, diagnostics);
    let (mut result, mut gaps) = (Vec::new(), Vec::new());
    for (layer, name) in layers.into_iter().zip(names) {
        let at = result.len();
        match layer {
            Unnamed::Layer { item, ops: Some(ops), .. } => result.extend(ops.iter().map(|op| Layer {
                name: name.clone(),
                kind: item.word.name,
                word: item.span,
                origin: item.id,
                given: given(item),
                op: op.clone(),
                inputs: Vec::new(),
                output: VolumeId(0),
            })),
            Unnamed::Layer { item, ops: None, .. } => gaps.push(Gap { at, layer: Some((item.id, name)) }),
            Unnamed::Gap => gaps.push(Gap { at, layer: None }),
        }
    }
    (result, gaps)
}

/// Reports labels that are another layer's name.
fn doubled(layers: &[Unnamed<'_>], names: &[String], diagnostics: &mut Diagnostics) {
    let entries = || {
        layers.iter().zip(names).enumerate().filter_map(|(at, (layer, name))| match layer {
            Unnamed::Layer { item, .. } => Some((at, item, name)),
            Unnamed::Gap => None,
        })
    };
    // Names that differ only in case would make one constant in the generated code.
    let mut owners: HashMap<String, usize> =
        entries().filter(|(_, item, _)| item.label.is_none()).map(|(at, _, name)| (name.to_lowercase(), at)).collect();
    let mut reported = Vec::new();
    for (at, item, name) in entries() {
        let Some(label) = &item.label else { continue };
        let Some(owner) = owners.insert(name.to_lowercase(), at) else { continue };
        if reported.contains(&item.id) {
            continue;
        }
        reported.push(item.id);
        let by_label = matches!(layers[owner], Unnamed::Layer { label: Some(_), .. });
        let message = match (by_label, *name == names[owner]) {
            (false, _) => format!("the label `{name}` is the automatic name of another layer"),
            (true, true) => format!("the label `{name}` is given twice"),
            (true, false) => format!("the labels `{name}` and `{}` differ only in their case", names[owner]),
        };
        let mut free = 2;
        while names.iter().any(|name| name.eq_ignore_ascii_case(&format!("{label}_{free}"))) {
            free += 1;
        }
        diagnostics
            .error(label.span(), message)
            .help(format!("every layer, and its tensors, need a name of their own, such as `{label}_{free}`"))
            .fix([Edit::replace((label.span(), label.span()), format!("{label}_{free}"))]);
    }
}

/// The arguments that are written out: their parameters and the tokens of their values.
fn given(item: &LayerItem) -> Vec<(&'static str, (Span, Span))> {
    let mut positions = item.word.positional.iter();
    let arguments = item.arguments.iter().flatten();
    arguments
        .filter_map(|argument| {
            let parameter = match &argument.name {
                Some(name) => item.word.named.iter().find(|parameter| name == **parameter),
                None => positions.next(),
            };
            Some((*parameter?, argument.value_span()))
        })
        .collect()
}

/// A softmax stands once, and last.
fn heads(layers: &[Layer], gaps: &[Gap], diagnostics: &mut Diagnostics) {
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
    let gap = gaps.iter().find(|gap| gap.at == first + 1).map(|gap| match &gap.layer {
        Some((_, name)) => format!("`{name}`"),
        None => "another layer".to_string(),
    });
    let next = gap.or_else(|| layers.get(first + 1).map(|next| format!("`{}`", next.name)));
    if let Some(next) = next
        && !second_reported
    {
        let softmax = &layers[first];
        let error =
            diagnostics.error(softmax.word, format!("`{}` is not the last layer: {next} follows", softmax.name));
        error.help("softmax turns the network's last values into probabilities");
        if !softmax.given.is_empty() {
            error
                .help("between layers, its fully connected part alone is `fc`")
                .fix([Edit::replace((softmax.word, softmax.word), "fc")]);
        } else {
            error
                .help("between layers, `sigmoid` or `tanh` keep values within bounds")
                .fix([Edit::replace((softmax.word, softmax.word), "sigmoid")])
                .fix([Edit::replace((softmax.word, softmax.word), "tanh")]);
        }
    }
}
