//! Volumes, counts and budgets, all through `convnet-shape`.
//!
//! The first layer that does not fit poisons the volume: the layers after it are checked for what does not depend on
//! their input, until an `fc` makes a known volume again. A `const` path makes volumes unknown in the same way,
//! without an error: rustc checks them.

use crate::diagnostics::Diagnostics;
use crate::graph::{self, Int, IntPair, Layer, Op, Pad};
use crate::heads;
use crate::resolve::Resolved;
use crate::sliding;
use crate::suggest;
use convnet_shape::{self as rules, Actual, Argument, Cost, Error, Fault, Field, Pair, Quantity, Request, Volume};

/// Fills in the volumes and checks every rule and budget.
pub fn shape(resolved: &mut Resolved, diagnostics: &mut Diagnostics) {
    let errors = diagnostics.count();
    let input = if resolved.no_input { None } else { input(&resolved.network, diagnostics) };
    let measured = measure(&resolved.network.layers, input);
    if diagnostics.count() > 0 {
        for layer in &resolved.network.layers {
            let input = measured.volumes[layer.inputs[0].0];
            diagnostics.introduce(layer.origin, rules::subject(&layer.name, input));
        }
    }
    let copied = resolved.network.source.as_ref().map_or(0, |source| source.layers);
    if let Some(input) = input {
        sliding::depth(&resolved.network, input, diagnostics);
    }
    for (at, trouble) in &measured.errors {
        if *at < copied {
            sliding::report(&resolved.network, *at, trouble, &measured, diagnostics);
            continue;
        }
        let report = |diagnostics: &mut Diagnostics| suggest::report(resolved, *at, trouble, &measured, diagnostics);
        match resolved.network.layers[*at].in_block {
            true => diagnostics.in_block(report),
            false => report(diagnostics),
        }
    }
    resolved.network.volumes = measured.volumes;
    resolved.broken |= diagnostics.count() > errors;
    if resolved.broken {
        return;
    }
    heads::sizes(&resolved.network, diagnostics);
    totals(&resolved.network, diagnostics);
    resolved.broken = diagnostics.count() > errors;
    if !resolved.broken {
        // Whatever they say, the network is what it is: its type has all that is known of it.
        budgets(&mut resolved.network, diagnostics);
    }
}

/// What is known of the volumes of layers.
pub(crate) struct Measured {
    /// The network's input, and what each layer writes.
    pub volumes: Vec<Option<Volume>>,
    /// What is wrong, each with its layer; of the copies of a layer only the first.
    pub errors: Vec<(usize, Trouble)>,
}

/// What is wrong with a layer.
pub(crate) enum Trouble {
    /// A rule about its numbers.
    Rule(Error),
    /// This branch of a join differs from the others.
    Branch(usize),
}

/// Takes a volume through the layers.
pub(crate) fn measure(layers: &[Layer], input: Option<Volume>) -> Measured {
    let mut measured = Measured { volumes: vec![None; layers.len() + 1], errors: Vec::new() };
    measured.volumes[0] = input;
    let mut blamed = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        let (found, volume) = match &layer.op {
            Op::Join { join, .. } => {
                let branches: Option<Vec<Volume>> =
                    layer.inputs.iter().map(|input| measured.volumes[input.0]).collect();
                match branches.map(|branches| join.volume(&branches)) {
                    Some(Ok(volume)) => (Vec::new(), Some(volume)),
                    Some(Err(branch)) => (vec![Trouble::Branch(branch)], None),
                    None => (Vec::new(), None),
                }
            }
            op => {
                let input = measured.volumes[layer.inputs[0].0];
                let found: Vec<Trouble> = errors_of(layer, input).into_iter().map(Trouble::Rule).collect();
                let volume = if found.is_empty() { output(op, input) } else { None };
                (found, volume)
            }
        };
        measured.volumes[layer.output.0] = volume;
        if !found.is_empty() && !blamed.contains(&layer.origin) {
            blamed.push(layer.origin);
            measured.errors.extend(found.into_iter().map(|trouble| (at, trouble)));
        }
    }
    measured
}

/// What a layer costs; `None` where a `const` path decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// Learned numbers.
    pub params: u64,
    /// Multiply-adds for one image.
    pub macs: u64,
    /// Values of the output for one image.
    pub values: u64,
}

/// What `layer` of `network` costs.
pub fn costs(network: &graph::Network, layer: &Layer) -> Option<Costs> {
    let input = network.volumes[layer.inputs.first()?.0]?;
    let output = network.volumes[layer.output.0]?;
    let (params, macs) = match &layer.op {
        Op::Conv { window, filters, groups, bias, .. } => {
            let shape = rules::conv(input, &window.values()?, filters.value?, groups.value?, *bias).ok()?;
            (shape.params(), shape.macs())
        }
        Op::Fc { units, .. } => {
            let shape = rules::fc(input, units.value?).ok()?;
            (shape.params(), shape.macs())
        }
        Op::Prelu => (input.depth, 0),
        Op::BatchNorm { .. } => (2 * input.depth, 0),
        _ => (0, 0),
    };
    // The two halves of `softmax(N)` are one layer with one output.
    let half = matches!(layer.op, Op::Softmax)
        && network.layers.iter().any(|fc| fc.origin == layer.origin && fc.output == layer.inputs[0]);
    let values = if half { 0 } else { output.len() as u64 };
    Some(Costs { params: params as u64, macs, values })
}

/// What the values of each volume see of the input; `None` where a `const` path decides it.
pub fn fields(network: &graph::Network) -> Vec<Option<Field>> {
    let mut fields = vec![None; network.volumes.len()];
    fields[0] = Some(Field::INPUT);
    for layer in &network.layers {
        let own = match &layer.op {
            Op::Conv { window, .. } | Op::MaxPool(window) | Op::AvgPool(window) => {
                window.values().map(|window| Field::window(&window))
            }
            Op::Fc { .. } | Op::GlobalAvgPool => network.volumes[layer.inputs[0].0].map(Field::whole),
            _ => Some(Field::INPUT),
        };
        fields[layer.output.0] = read_field(layer, &fields).zip(own).map(|(read, own)| read.then(own));
    }
    fields
}

/// What the values that `layer` reads see of the input.
fn read_field(layer: &Layer, fields: &[Option<Field>]) -> Option<Field> {
    layer.inputs.iter().try_fold(Field::INPUT, |field, volume| Some(field.join(fields[volume.0]?)))
}

fn input(network: &graph::Network, diagnostics: &mut Diagnostics) -> Option<Volume> {
    let [w, h, d] = &network.input;
    let known = (w.value, h.value, d.value);
    let (Some(width), Some(height), Some(depth)) = known else {
        // A zero is wrong whatever the others are.
        for (int, side) in [(w, "wide"), (h, "high"), (d, "deep")] {
            if int.value == Some(0) {
                diagnostics.error_over(int.span, format!("the input is 0 {side}"));
            }
        }
        return None;
    };
    match rules::input(width, height, depth) {
        Ok(volume) => Some(volume),
        Err(error) => {
            let span = match error.argument() {
                _ if w.span.0.start() == d.span.0.start() => w.span,
                Argument::Width if matches!(error.fault, Fault::Zero(..)) => w.span,
                Argument::Height => h.span,
                Argument::Depth => d.span,
                _ => (w.span.0, d.span.1),
            };
            diagnostics.error_over(span, error);
            None
        }
    }
}

/// The layer as `convnet-shape` is asked about it, if all its numbers are known.
fn request(op: &Op, input: Option<Volume>) -> Option<Request> {
    Some(match op {
        Op::Conv { window, filters, groups, .. } => {
            Request::Conv { input, window: window.values()?, filters: filters.value?, groups: groups.value? }
        }
        Op::MaxPool(window) => Request::MaxPool { input, window: window.values()? },
        Op::AvgPool(window) => Request::AvgPool { input, window: window.values()? },
        Op::Fc { units, .. } => Request::Fc { input, units: units.value? },
        Op::Lrn { size, .. } => Request::Lrn { input, size: size.value? },
        Op::Softmax => Request::Softmax { input },
        _ => return None,
    })
}

/// The rules that the layer breaks.
fn errors_of(layer: &Layer, input: Option<Volume>) -> Vec<Error> {
    match request(&layer.op, input) {
        Some(request) => request.errors().collect(),
        None => zeros(&layer.op, input),
    }
}

/// Where a `const` path leaves the layer open, a literal zero is an error all the same: asked with ones for the paths.
fn zeros(op: &Op, input: Option<Volume>) -> Vec<Error> {
    let mut op = op.clone();
    let fill = |int: &mut Int| {
        int.value = Some(int.value.map_or(1, |value| value.min(1)));
    };
    match &mut op {
        Op::Conv { window, filters, groups, .. } => {
            window.each(fill);
            fill(filters);
            fill(groups);
        }
        Op::MaxPool(window) | Op::AvgPool(window) => window.each(fill),
        _ => {}
    }
    let Some(request) = request(&op, input) else { return Vec::new() };
    request.errors().filter(|error| matches!(error.fault, rules::Fault::Zero(..))).collect()
}

/// The volume that a layer without errors writes, as far as it is known.
fn output(op: &Op, input: Option<Volume>) -> Option<Volume> {
    match op {
        // Its output does not depend on its input.
        Op::Fc { units, .. } => units.value.map(|units| Volume::new(1, 1, units)),
        Op::GlobalAvgPool => input.map(|input| Volume::new(1, 1, input.depth)),
        Op::Conv { .. } | Op::MaxPool(_) | Op::AvgPool(_) => request(op, input)?.output().ok().flatten(),
        Op::Unknown => None,
        _ => input,
    }
}

/// All parameters together must be addressable, and all multiply-adds countable.
fn totals(network: &graph::Network, diagnostics: &mut Diagnostics) {
    let (mut params, mut macs, mut bytes) = (0u64, 0u64, 0u64);
    for layer in &network.layers {
        let Some(cost) = costs(network, layer) else { return };
        let memory = rules::memory(cost.params, cost.values);
        let sums = (params.checked_add(cost.params), macs.checked_add(cost.macs), bytes.checked_add(memory));
        match sums {
            (Some(p), Some(m), Some(b)) if b <= isize::MAX as u64 => (params, macs, bytes) = (p, m, b),
            _ => {
                diagnostics.error(
                    layer.word,
                    format!("{}: with it the network has more numbers than can be addressed or counted", layer.name),
                );
                return;
            }
        }
    }
}

/// Checks the budgets whose numbers are all known, and keeps the others for rustc.
fn budgets(network: &mut graph::Network, diagnostics: &mut Diagnostics) {
    let results: Vec<_> = network.budgets.iter().map(|budget| check(network, budget)).collect();
    let budgets = std::mem::take(&mut network.budgets);
    for (budget, result) in budgets.into_iter().zip(results) {
        match result {
            None => network.budgets.push(budget),
            Some(Ok(())) => {}
            Some(Err(message)) => {
                diagnostics.error_over(budget.span, format!("{}: {message}", network.name));
            }
        }
    }
}

/// Whether a budget is kept; `None` where only rustc knows.
pub(crate) fn check(network: &graph::Network, budget: &graph::Budget) -> Option<Result<(), rules::Message>> {
    let limit = budget.limit.value?;
    let (actual, list) = actual(network, budget.quantity)?;
    let graph::Budget { quantity, relation, unit, .. } = *budget;
    // The product has been found to fit while parsing.
    Some(rules::Budget { quantity, relation, limit: limit as u64 * unit }.check(actual, &list))
}

/// What a network has of a quantity, and what each layer contributes, as far as the macro can know.
fn actual(network: &graph::Network, quantity: Quantity) -> Option<(Actual, Vec<Cost<'_>>)> {
    let fields = fields(network);
    let amount = |layer: &Layer| match quantity {
        Quantity::Params => costs(network, layer).map(|cost| cost.params),
        // Auxiliary heads are no part of a network in use.
        Quantity::Macs if layer.head.is_some() => Some(0),
        Quantity::Macs => costs(network, layer).map(|cost| cost.macs),
        // How the kernels lay weights out is the library's to say.
        Quantity::Memory => None,
        Quantity::ReceptiveField => Some(fields[layer.output.0]?.growth(read_field(layer, &fields)?)),
    };
    let list = network.layers.iter().map(|layer| Some(Cost { name: &layer.name, amount: amount(layer)? }));
    let list: Vec<Cost<'_>> = list.collect::<Option<_>>()?;
    let actual = match quantity {
        Quantity::ReceptiveField => Actual::Sides(fields[network.layers.last()?.output.0]?.size),
        _ => Actual::Count(Cost::sum(&list)),
    };
    Some((actual, list))
}

impl IntPair {
    fn values(&self) -> Option<Pair> {
        Some(Pair::new(self.x.value?, self.y.value?))
    }
}

impl graph::Window {
    /// The window as `convnet-shape` takes it, if all its numbers are known.
    pub fn values(&self) -> Option<rules::Window> {
        Some(rules::Window {
            size: self.size.values()?,
            stride: self.stride.values()?,
            padding: match &self.pad {
                Pad::Number(pad) => rules::Padding::Number(pad.values()?),
                Pad::Same(_) => rules::Padding::Same,
            },
            dilation: self.dilation.values()?,
            round: self.round,
        })
    }

    fn each(&mut self, mut change: impl FnMut(&mut Int)) {
        for pair in [&mut self.size, &mut self.stride, &mut self.dilation] {
            change(&mut pair.x);
            change(&mut pair.y);
        }
        // A pad may be zero, and the rules that compare it need numbers that are not known.
        if let Pad::Number(pad) = &mut self.pad {
            pad.x.value = Some(0);
            pad.y.value = Some(0);
        }
    }
}
