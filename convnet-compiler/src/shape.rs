//! Volumes, counts and budgets, all through `convnet-shape`.
//!
//! The first layer that does not fit poisons the volume: the layers after it are checked for what does not depend on
//! their input, until an `fc` makes a known volume again. A `const` path makes volumes unknown in the same way,
//! without an error: rustc checks them.

use crate::diagnostics::Diagnostics;
use crate::graph::{self, Int, IntPair, Layer, Op, Pad};
use crate::resolve::Resolved;
use convnet_shape::{self as rules, Actual, Argument, Axis, Cost, Error, Field, Pair, Quantity, Request, Volume};
use proc_macro2::Span;

/// Fills in the volumes and checks every rule and budget.
pub fn shape(resolved: &mut Resolved, diagnostics: &mut Diagnostics) {
    let errors = diagnostics.count();
    let mut reported = Vec::new();
    let mut volume = if resolved.no_input { None } else { input(&resolved.network, diagnostics) };
    resolved.network.volumes[0] = volume;
    for at in 0..resolved.network.layers.len() {
        if resolved.gaps.contains(&at) {
            volume = None;
        }
        let layer = &resolved.network.layers[at];
        let before = diagnostics.count();
        let found = errors_of(layer, volume);
        if !reported.contains(&layer.origin) {
            for error in &found {
                report(layer, error, diagnostics);
            }
        }
        if diagnostics.count() > before {
            reported.push(layer.origin);
        }
        volume = if found.is_empty() { output(&layer.op, volume) } else { None };
        resolved.network.volumes[at + 1] = volume;
    }
    if diagnostics.count() == errors && !resolved.broken {
        totals(&resolved.network, diagnostics);
        budgets(&mut resolved.network, diagnostics);
    }
    resolved.broken |= diagnostics.count() > errors;
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
        Op::Conv { window, filters, groups, bias } => {
            let shape = rules::conv(input, &window.values()?, filters.value?, groups.value?, *bias).ok()?;
            (shape.params(), shape.macs())
        }
        Op::Fc { units } => {
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
                diagnostics.error(int.span, format!("the input is 0 {side}"));
            }
        }
        return None;
    };
    match rules::input(width, height, depth) {
        Ok(volume) => Some(volume),
        Err(error) => {
            diagnostics.error_over((w.span, d.span), error);
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
        Op::Fc { units } => Request::Fc { input, units: units.value? },
        Op::Lrn { size, .. } => Request::Lrn { input, size: size.value? },
        Op::Softmax => Request::Softmax { input },
        _ => return None,
    })
}

/// The rules that the layer breaks: those about its own numbers, or else the one about its input.
fn errors_of(layer: &Layer, input: Option<Volume>) -> Vec<Error> {
    let Some(request) = request(&layer.op, input) else { return zeros(&layer.op) };
    let own: Vec<Error> =
        [request.check_window(), request.check_numbers()].into_iter().filter_map(Result::err).collect();
    if own.is_empty() { request.output().err().into_iter().collect() } else { own }
}

/// Where a `const` path leaves the layer open, a literal zero is an error all the same: asked with ones for the paths.
fn zeros(op: &Op) -> Vec<Error> {
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
    let Some(request) = request(&op, None) else { return Vec::new() };
    [request.check_window(), request.check_numbers()]
        .into_iter()
        .filter_map(Result::err)
        .filter(|error| matches!(error.fault, rules::Fault::Zero(..)))
        .collect()
}

/// The volume that a layer without errors writes, as far as it is known.
fn output(op: &Op, input: Option<Volume>) -> Option<Volume> {
    match op {
        // Its output does not depend on its input.
        Op::Fc { units } => units.value.map(|units| Volume::new(1, 1, units)),
        Op::GlobalAvgPool => input.map(|input| Volume::new(1, 1, input.depth)),
        Op::Conv { .. } | Op::MaxPool(_) | Op::AvgPool(_) => request(op, input)?.output().ok().flatten(),
        _ => input,
    }
}

/// Puts an error on the argument that is guilty of it.
fn report(layer: &Layer, error: &Error, diagnostics: &mut Diagnostics) {
    let span = guilty(layer, error.argument(), error.axis());
    diagnostics.error_over(span, error.report(&layer.name));
}

fn guilty(layer: &Layer, argument: Argument, axis: Axis) -> (Span, Span) {
    let word = (layer.word, layer.word);
    let pair = |pair: &IntPair| match axis {
        Axis::Both => (pair.x.span, pair.y.span),
        Axis::Width => (pair.x.span, pair.x.span),
        Axis::Height => (pair.y.span, pair.y.span),
    };
    let int = |int: &Int| (int.span, int.span);
    match (&layer.op, argument) {
        (Op::Conv { filters, .. }, Argument::Filters) => int(filters),
        (Op::Conv { groups, .. }, Argument::Groups) => int(groups),
        (Op::Fc { units }, Argument::Units) => int(units),
        (Op::Lrn { size, .. }, Argument::Size) => int(size),
        (Op::Conv { window, .. } | Op::MaxPool(window) | Op::AvgPool(window), argument) => {
            match (argument, &window.pad) {
                (Argument::Window, _) => pair(&window.size),
                (Argument::Stride, _) => pair(&window.stride),
                (Argument::Dilation, _) => pair(&window.dilation),
                (Argument::Pad, Pad::Number(pad)) => pair(pad),
                (Argument::Pad, Pad::Same(span)) => (*span, *span),
                _ => word,
            }
        }
        _ => word,
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
    let budgets = std::mem::take(&mut network.budgets);
    for budget in budgets {
        let (Some(limit), Some((actual, list))) = (budget.limit.value, actual(network, budget.quantity)) else {
            network.budgets.push(budget);
            continue;
        };
        // The product has been found to fit while parsing.
        let rule =
            rules::Budget { quantity: budget.quantity, relation: budget.relation, limit: limit as u64 * budget.unit };
        if let Err(message) = rule.check(actual, &list) {
            diagnostics.error_over((budget.span, budget.limit.span), format!("{}: {message}", network.name));
        }
    }
}

/// What a network has of a quantity, and what each layer contributes, as far as the macro can know.
fn actual(network: &graph::Network, quantity: Quantity) -> Option<(Actual, Vec<Cost<'_>>)> {
    let fields = fields(network);
    let amount = |layer: &Layer| match quantity {
        Quantity::Params => costs(network, layer).map(|cost| cost.params),
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
