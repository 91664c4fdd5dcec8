//! Syntax tree -> graph: arguments read, defaults filled in, repetitions unrolled, every layer named.

use crate::diagnostics::{Diagnostics, Edit, LayerId};
use crate::graph::{Branch, Head, Layer, Network, Op, Stub, VolumeId};
use crate::heads;
use crate::parse_budget::Clause;
use crate::parse_layer::MOST_LAYERS;
use crate::paths;
use crate::resolve_arguments::operations;
use crate::sliding::{self, Found};
use crate::syntax::{AuxItem, Declaration, Item, JoinItem, LayerItem};
use crate::words::AUX;
use proc_macro2::{Ident, Span};
use std::collections::HashMap;

/// A declaration on its way to [`Network`] or [`Stub`].
#[derive(Debug)]
pub struct Resolved {
    /// The network; its volumes are still unknown.
    pub network: Network,
    /// Whether the input could not be read.
    pub no_input: bool,
    /// Whether an error has been reported.
    pub broken: bool,
    /// The statements of the blocks with errors of their own that it uses.
    pub broken_blocks: Vec<usize>,
}

impl Resolved {
    /// What is left of it after an error.
    pub fn into_stub(self, declaration: usize) -> Stub {
        let mut network = self.network;
        let paths = paths::bind(&mut network);
        let Network { attrs, vis, name, .. } = network;
        Stub { declaration, attrs, vis, name, paths, broken_blocks: self.broken_blocks }
    }
}

/// Resolves one declaration.
///
/// `networks` are those before it, `stubs` what is left of those with errors.
pub fn resolve(
    declaration: Declaration,
    networks: &[Network],
    stubs: &[Stub],
    diagnostics: &mut Diagnostics,
) -> Resolved {
    let errors = diagnostics.count();
    let Declaration { attrs, vis, name, input, chain, clause, mut broken, mut broken_blocks, .. } = declaration;
    let chain = read(chain, diagnostics);
    let mut unroll = Unroll::new(name.span());
    let mut source = None;
    let Clause { budgets, mut exact } = clause;
    if let Some(Read::Sliding { network }) = chain.first() {
        match sliding::find(network, networks, stubs, diagnostics) {
            Found::Network(found) => {
                source = Some(sliding::source(network, found));
                // It is to answer as that network does.
                exact |= found.exact;
                unroll.sliding(network, found);
            }
            Found::Stub(stub) => {
                broken = true;
                broken_blocks.push(stub.declaration);
                unroll.gap();
            }
            Found::Nothing => unroll.gap(),
        }
    }
    if count(&chain, diagnostics).is_some() {
        unroll.chain(&chain);
    } else {
        unroll.gap();
    }
    let (layers, heads) = unroll.named(diagnostics);
    heads::ends(&layers, &heads, diagnostics);
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
    let network = Network { attrs, vis, name, input, layers, heads, source, volumes, budgets, exact };
    Resolved { network, no_input, broken: broken || diagnostics.count() > errors, broken_blocks }
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
    Join {
        item: JoinItem,
        branches: Vec<Vec<Read>>,
    },
    Aux {
        item: AuxItem,
        chain: Vec<Read>,
    },
    Block {
        label: Option<Ident>,
        chain: Vec<Read>,
    },
    Sliding {
        network: Ident,
    },
    Broken,
}

fn read(chain: Vec<Item>, diagnostics: &mut Diagnostics) -> Vec<Read> {
    chain
        .into_iter()
        .map(|item| match item {
            Item::Layer(item) => {
                let operations = |diagnostics: &mut Diagnostics| operations(&item, diagnostics);
                let ops = diagnostics.in_layer(item.id, |diagnostics| match item.in_block {
                    true => diagnostics.in_block(operations),
                    false => operations(diagnostics),
                });
                Read::Layer { item, ops }
            }
            Item::Repeat { chain, times, span } => Read::Repeat { chain: read(chain, diagnostics), times, span },
            Item::Join(mut item) => {
                let branches = item.branches.iter_mut().map(|(chain, _)| read(std::mem::take(chain), diagnostics));
                Read::Join { branches: branches.collect(), item }
            }
            Item::Aux(mut item) => {
                let chain = read(std::mem::take(&mut item.chain), diagnostics);
                Read::Aux { item, chain }
            }
            Item::Block { label, chain } => Read::Block { label, chain: read(chain, diagnostics) },
            Item::Sliding { network } => Read::Sliding { network },
            Item::Broken => Read::Broken,
        })
        .collect()
}

/// How many layers a chain has with its repetitions; `None` after an error: so many have not been meant.
fn count(chain: &[Read], diagnostics: &mut Diagnostics) -> Option<usize> {
    let mut sum = 0;
    for item in chain {
        match item {
            // The layers of another network have been counted there.
            Read::Layer { .. } | Read::Sliding { .. } | Read::Broken => sum += 1,
            Read::Join { branches, .. } => {
                for branch in branches {
                    sum = count(branch, diagnostics)?.saturating_add(sum);
                }
                sum += 1;
            }
            Read::Block { chain, .. } | Read::Aux { chain, .. } => sum = count(chain, diagnostics)?.saturating_add(sum),
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

/// A layer of the declaration in the unrolled network.
struct Entry<'a> {
    /// `None` for a gap.
    item: Option<&'a LayerItem>,
    /// Its label with the numbers of the copies.
    label: Option<String>,
    /// What stands before its name: the labels of the blocks around it.
    scope: String,
    /// How many layers of the graph it is: two for `softmax(N)`.
    len: usize,
    /// The name and the word of another network's layer.
    known: Option<(String, &'static str)>,
}

/// The graph, while chains are laid one behind the other.
struct Unroll<'a> {
    layers: Vec<Layer>,
    heads: Vec<Head>,
    /// The auxiliary head whose layers come now.
    head: Option<usize>,
    entries: Vec<Entry<'a>>,
    /// The volume that the next layer reads.
    current: VolumeId,
    /// The number of the copy in each repetition around.
    copies: Vec<usize>,
    scope: String,
    /// The network's name, to be blamed for what has no place.
    place: Span,
}

impl<'a> Unroll<'a> {
    fn new(place: Span) -> Unroll<'a> {
        let (layers, heads, entries, copies) = Default::default();
        Unroll { layers, heads, head: None, entries, current: VolumeId(0), copies, scope: String::new(), place }
    }

    fn chain(&mut self, chain: &'a [Read]) {
        for item in chain {
            match item {
                Read::Layer { item, ops: Some(ops) } => self.layer(item, ops.iter().cloned()),
                Read::Layer { item, ops: None } => self.layer(item, [Op::Unknown]),
                Read::Broken => self.gap(),
                // Has been unrolled before all others.
                Read::Sliding { .. } => {}
                Read::Repeat { chain, times: 1, .. } => self.chain(chain),
                Read::Repeat { chain, times, .. } => {
                    for copy in 1..=*times {
                        self.copies.push(copy);
                        self.chain(chain);
                        self.copies.pop();
                    }
                }
                Read::Join { item, branches } => {
                    let from = self.current;
                    let mut ends = Vec::new();
                    for branch in branches {
                        self.current = from;
                        self.chain(branch);
                        ends.push(self.current);
                    }
                    let written = item.branches.iter().zip(branches);
                    let written = written.map(|((_, span), chain)| Branch { span: *span, identity: chain.is_empty() });
                    self.layer(&item.layer, [Op::Join { join: item.join, branches: written.collect() }]);
                    if let Some(join) = self.layers.last_mut() {
                        join.inputs = ends;
                    }
                }
                Read::Block { label: None, chain } => self.chain(chain),
                Read::Block { label: Some(label), chain } => self.within(&self.numbered(label), chain),
                Read::Aux { item, chain } => self.aux(item, chain),
            }
        }
    }

    /// Layers whose names have `label` before them.
    fn within(&mut self, label: &str, chain: &'a [Read]) {
        let scope = format!("{}{label}_", self.scope);
        let (outside, copies) = (std::mem::replace(&mut self.scope, scope), std::mem::take(&mut self.copies));
        self.chain(chain);
        (self.scope, self.copies) = (outside, copies);
    }

    /// An auxiliary head: what follows it reads what it does.
    fn aux(&mut self, item: &'a AuxItem, chain: &'a [Read]) {
        let from = self.current;
        let label = item.label.as_ref().map_or_else(
            || format!("{}{}", AUX.name, 1 + self.heads.iter().filter(|head| head.scope == self.scope).count()),
            |label| self.numbered(label),
        );
        let (scope, weight, word, in_block) = (self.scope.clone(), item.weight, item.word, item.in_block);
        let name = format!("{scope}{label}");
        self.heads.push(Head { name, scope, weight, output: from, word, in_block });
        let at = self.heads.len() - 1;
        self.head = Some(at);
        self.within(&label, chain);
        self.head = None;
        self.heads[at].output = self.current;
        self.current = from;
    }

    /// A label with the numbers of the copies.
    fn numbered(&self, label: &Ident) -> String {
        self.copies.iter().fold(label.to_string(), |label, copy| format!("{label}_{copy}"))
    }

    fn layer(&mut self, item: &'a LayerItem, ops: impl IntoIterator<Item = Op>) {
        let before = self.layers.len();
        for op in ops {
            let output = VolumeId(self.layers.len() + 1);
            self.layers.push(Layer {
                name: String::new(),
                kind: item.word.name,
                word: item.span,
                origin: item.id,
                in_block: item.in_block,
                given: given(item),
                head: self.head,
                op,
                inputs: vec![self.current],
                output,
            });
            self.current = output;
        }
        let label = item.label.as_ref().map(|label| self.numbered(label));
        let (scope, len) = (self.scope.clone(), self.layers.len() - before);
        self.entries.push(Entry { item: Some(item), label, scope, len, known: None });
    }

    /// Something that could not be read: nobody knows what comes out of it.
    fn gap(&mut self) {
        let output = VolumeId(self.layers.len() + 1);
        self.layers.push(Layer {
            name: String::new(),
            kind: "",
            word: self.place,
            origin: LayerId::MAX,
            in_block: false,
            given: Vec::new(),
            head: self.head,
            op: Op::Unknown,
            inputs: vec![self.current],
            output,
        });
        self.current = output;
        self.entries.push(Entry { item: None, label: None, scope: String::new(), len: 1, known: None });
    }

    /// The layers of `network`, which keep their names.
    fn sliding(&mut self, place: &Ident, network: &Network) {
        for (layer, name) in sliding::layers(place, network) {
            self.current = layer.output;
            self.layers.push(layer);
            let (item, label, scope) = (None, None, String::new());
            self.entries.push(Entry { item, label, scope, len: 1, known: Some(name) });
        }
    }

    /// Names the layers: the label, or kind and number. A labelled layer counts among its kind, so that labelling one does not
    /// rename the others; and so does one with errors, so that mending it does not. The layers of a labelled block have its
    /// label before their names, and numbers of their own.
    fn named(self, diagnostics: &mut Diagnostics) -> (Vec<Layer>, Vec<Head>) {
        let mut counts: HashMap<(&str, &'static str), usize> = HashMap::new();
        let names: Vec<String> = self
            .entries
            .iter()
            .map(|Entry { item, label, scope, known, .. }| {
                if let Some((name, word)) = known {
                    *counts.entry(("", word)).or_default() += 1;
                    return name.clone();
                }
                let Some(item) = item else { return String::new() };
                let count = counts.entry((scope, item.word.name)).or_default();
                *count += 1;
                let name = label.clone().unwrap_or_else(|| format!("{}{count}", item.word.name));
                format!("{scope}{name}")
            })
            .collect();
        doubled(&self.entries, &names, diagnostics);
        let mut layers = self.layers;
        let each = self.entries.iter().zip(&names).flat_map(|(entry, name)| std::iter::repeat_n(name, entry.len));
        for (layer, name) in layers.iter_mut().zip(each) {
            layer.name.clone_from(name);
        }
        (layers, self.heads)
    }
}

/// Reports labels that are another layer's name.
fn doubled(entries: &[Entry<'_>], names: &[String], diagnostics: &mut Diagnostics) {
    let items = || entries.iter().zip(names).enumerate().filter_map(|(at, (e, name))| Some((at, e.item?, name)));
    // Names that differ only in case would make one constant in the generated code.
    let automatic = entries.iter().map(|entry| entry.label.is_none());
    let mut owners: HashMap<String, usize> = automatic
        .zip(names)
        .enumerate()
        .filter(|(_, (automatic, _))| *automatic)
        .map(|(at, (_, name))| (name.to_lowercase(), at))
        .collect();
    let mut reported = Vec::new();
    for (at, item, name) in items() {
        let Some(label) = &item.label else { continue };
        let Some(owner) = owners.insert(name.to_lowercase(), at) else { continue };
        if reported.contains(&item.id) {
            continue;
        }
        reported.push(item.id);
        let message = match (&entries[owner].label, *name == names[owner]) {
            (None, _) => format!("the label `{name}` is the automatic name of another layer"),
            (Some(_), true) => format!("the label `{name}` is given twice"),
            (Some(_), false) => format!("the labels `{name}` and `{}` differ only in their case", names[owner]),
        };
        if item.in_block {
            diagnostics.in_block(|diagnostics| {
                let help = "a label before each use of the block goes before the names of its layers: `first: ..`";
                diagnostics.error(label.span(), message).help(help);
            });
            continue;
        }
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
