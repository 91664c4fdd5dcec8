//! Errors about a layer's numbers: on the argument that is guilty, with the changes that mend the network.
//!
//! The rules know changes that the layer would accept. Each is tried on the whole network: those that mend it come first, and
//! of the others it is said what they break. A change comes with the edits that make it.

use crate::diagnostics::{Diagnostics, Edit, LayerId};
use crate::graph::{Branch, Budget, Int, IntPair, Layer, Network, Op, Pad};
use crate::resolve::Resolved;
use crate::shape::{self, Measured, Trouble, measure};
use convnet_shape::{self as rules, Argument, Axis, Padding, Pair, Request, Round, Suggestion, Volume};
use proc_macro2::{Literal, Span, TokenTree};

/// Reports what is wrong with layer `at`.
pub fn report(resolved: &Resolved, at: usize, trouble: &Trouble, measured: &Measured, diagnostics: &mut Diagnostics) {
    let layer = &resolved.network.layers[at];
    let error = match trouble {
        Trouble::Rule(error) => error,
        Trouble::Branch(branch) => return differs(resolved, at, *branch, measured, diagnostics),
    };
    let span = guilty(layer, error.argument(), error.axis());
    let subject = rules::subject(&layer.name, error.request.input());
    let diagnostic = diagnostics.error_over(span, format!("{subject}{error}"));
    let help = error.help();
    let shared = is_shared(layer, &resolved.network.layers);
    // First what mends the network, line by line, and then what mends the layer only.
    let mut told: Vec<(Option<String>, &Suggestion)> = help
        .suggestions
        .iter()
        .flatten()
        .map(|suggestion| {
            let left = if shared { None } else { left(resolved, at, &suggestion.request, measured) };
            (left, suggestion)
        })
        .collect();
    told.sort_by(|(a, x), (b, y)| (a.is_some(), a, x.line).cmp(&(b.is_some(), b, y.line)));
    for line in told.chunk_by(|(a, x), (b, y)| a == b && (a.is_some() || x.line == y.line)) {
        let texts: Vec<&str> = line.iter().map(|(_, suggestion)| suggestion.text.as_str()).collect();
        let left = &line[0].0;
        let but = left.as_ref().map(|left| format!(", but then {left}")).unwrap_or_default();
        diagnostic.help(format!("{}{but}", texts.join("; ")));
        for (_, suggestion) in line.iter().filter(|_| !shared) {
            if let Some(edits) = edits(layer, &error.request, &suggestion.request) {
                diagnostic.fix(edits).leaving(left.clone());
            }
        }
    }
    if !help.advice.is_empty() {
        diagnostic.help(help.advice);
        if matches!(layer.op, Op::Softmax) && !shared {
            diagnostic.fix([Edit::before(layer.word, "global_avgpool -> ")]);
        }
    }
}

/// Whether its tokens stand for other layers too, as those of a block's body and of a block's arguments may: what mends this
/// one may break the others.
fn is_shared(layer: &Layer, layers: &[Layer]) -> bool {
    let same = |a: Span, b: Span| a.start() == b.start();
    let given = |other: &Layer, span: Span| other.given.iter().any(|(_, (given, _))| same(*given, span));
    layer.in_block
        && layers
            .iter()
            .filter(|other| other.origin != layer.origin)
            .any(|other| same(other.word, layer.word) || layer.given.iter().any(|(_, (span, _))| given(other, *span)))
}

/// Reports a branch whose volume differs from the others'.
fn differs(resolved: &Resolved, at: usize, branch: usize, measured: &Measured, diagnostics: &mut Diagnostics) {
    let layer = &resolved.network.layers[at];
    let Op::Join { join, branches } = &layer.op else { return };
    let volumes: Vec<Volume> = layer.inputs.iter().filter_map(|input| measured.volumes[input.0]).collect();
    let text = format!("{}: {}", layer.name, join.message(&volumes, branch));
    let Branch { span, identity } = branches[branch];
    let diagnostic = diagnostics.error_over(span, text);
    let Some(model) = (0..volumes.len()).find(|other| *other != branch) else { return };
    let (own, other) = (volumes[branch], volumes[model]);
    if (own.width, own.height) == (other.width, other.height) {
        let change = format!("conv(1x1, {})", other.depth);
        let at_the_end = format!("`{change}` at its end makes it {} deep", other.depth);
        let edit = if identity { Edit::replace(span, change) } else { Edit::after(span.1, format!(" -> {change}")) };
        if is_shared(layer, &resolved.network.layers) {
            diagnostic.help(at_the_end);
            return;
        }
        // Then it gives what the other one does.
        let mut network = resolved.network.clone();
        network.layers[at].inputs[branch] = network.layers[at].inputs[model];
        let left = left_in(network, layer.origin, measured);
        let but = left.as_ref().map(|left| format!(", but then {left}")).unwrap_or_default();
        diagnostic.help(format!("{at_the_end}{but}")).fix([edit]).leaving(left);
    }
}

/// What is wrong elsewhere after the change, and was not before; `None` if the network is better off.
fn left(resolved: &Resolved, at: usize, changed: &Request, before: &Measured) -> Option<String> {
    let mut network = resolved.network.clone();
    let origin = network.layers[at].origin;
    for layer in network.layers.iter_mut().filter(|layer| layer.origin == origin) {
        set(&mut layer.op, changed);
    }
    left_in(network, origin, before)
}

/// What is wrong in a changed network, but for what was wrong before in other layers than `origin`'s.
fn left_in(mut network: Network, origin: LayerId, before: &Measured) -> Option<String> {
    let after = measure(&network.layers, before.volumes[0]);
    network.volumes = after.volumes;
    let origin_of = |at: usize| network.layers[at].origin;
    let had = |at: usize| origin_of(at) != origin && before.errors.iter().any(|(b, _)| origin_of(*b) == origin_of(at));
    if let Some((new, _)) = after.errors.iter().find(|(at, _)| !had(*at)) {
        return Some(format!("{} does not fit", network.layers[*new].name));
    }
    // While other errors remain, nobody knows what the network costs.
    let broken = |budget: &&Budget| shape::check(&network, budget).is_some_and(|result| result.is_err());
    let budget = network.budgets.iter().filter(|_| after.errors.is_empty()).find(broken)?;
    Some(format!("the budget of `{}` is not kept", budget.quantity.word()))
}

/// The operation with the request's numbers.
fn set(op: &mut Op, changed: &Request) {
    if let (Op::MaxPool(window), Request::AvgPool { .. }) = (&op, changed) {
        *op = Op::AvgPool(window.clone());
    }
    if let (Op::Conv { filters, groups, .. }, Request::Conv { filters: f, groups: g, .. }) = (&mut *op, changed) {
        (filters.value, groups.value) = (Some(*f), Some(*g));
    }
    let (Op::Conv { window, .. } | Op::MaxPool(window) | Op::AvgPool(window), Some(numbers)) = (op, changed.window())
    else {
        return;
    };
    let fill = |pair: &mut IntPair, numbers: Pair| (pair.x.value, pair.y.value) = (Some(numbers.x), Some(numbers.y));
    fill(&mut window.size, numbers.size);
    fill(&mut window.stride, numbers.stride);
    fill(&mut window.dilation, numbers.dilation);
    window.round = numbers.round;
    if let Padding::Number(numbers) = numbers.padding {
        let none = |span| Int { tokens: TokenTree::Literal(Literal::usize_unsuffixed(0)).into(), value: Some(0), span };
        let span = window.size.x.span;
        let mut pad = IntPair { x: none(span), y: none(span) };
        fill(&mut pad, numbers);
        window.pad = Pad::Number(pad);
    }
}

/// What to write so that the layer becomes what is suggested. In a block a value may stand where the block is used, and not be
/// followed by the layer's other arguments: `None` where more than another integer is to be written.
fn edits(layer: &Layer, from: &Request, to: &Request) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    if let (Op::MaxPool(_), Request::AvgPool { .. }) = (&layer.op, to) {
        edits.push(Edit::replace((layer.word, layer.word), "avgpool"));
    }
    for (parameter, default, from, to) in arguments(from, to) {
        let given = layer.given.iter().find(|(given, _)| *given == parameter);
        let changes = if given.is_some() { from != to } else { to != default };
        if layer.in_block && changes && (given.is_none() || to.parse::<usize>().is_err()) {
            return None;
        }
        match (given, layer.given.last()) {
            (Some((_, span)), _) if from != to => edits.push(Edit::replace(*span, to)),
            (None, Some((_, (_, end)))) if to != default => {
                edits.push(Edit::after(*end, format!(", {parameter} = {to}")));
            }
            _ => {}
        }
    }
    Some(edits)
}

/// For each argument: what it is where it is not written, what it was, and what it is to be.
fn arguments(from: &Request, to: &Request) -> Vec<(&'static str, String, String, String)> {
    let mut arguments = Vec::new();
    let number = |n: usize| n.to_string();
    if let (Request::Conv { filters, groups, .. }, Request::Conv { filters: f, groups: g, .. }) = (from, to) {
        arguments.push(("filters", String::new(), number(*filters), number(*f)));
        arguments.push(("groups", number(1), number(*groups), number(*g)));
    }
    let (Some(from), Some(w)) = (from.window(), to.window()) else { return arguments };
    let pair = |pair: Pair| rules::Message::new().short_pair(pair).to_string();
    let pad = |padding| match padding {
        Padding::Number(number) => pair(number),
        Padding::Same => "same".to_string(),
    };
    let round = |round| match round {
        Round::Exact => String::new(),
        Round::Floor => "floor".to_string(),
        Round::Ceil => "ceil".to_string(),
    };
    let stride = if matches!(to, Request::Conv { .. }) { number(1) } else { pair(w.size) };
    let size =
        |size: Pair| if matches!(to, Request::Conv { .. }) { format!("{}x{}", size.x, size.y) } else { pair(size) };
    arguments.extend([
        ("window", String::new(), size(from.size), size(w.size)),
        ("stride", stride, pair(from.stride), pair(w.stride)),
        ("pad", number(0), pad(from.padding), pad(w.padding)),
        ("dilation", number(1), pair(from.dilation), pair(w.dilation)),
        ("round", String::new(), round(from.round), round(w.round)),
    ]);
    arguments
}

fn guilty(layer: &Layer, argument: Argument, axis: Axis) -> (Span, Span) {
    let word = (layer.word, layer.word);
    let pair = |pair: &IntPair| match axis {
        Axis::Both | Axis::Each => (pair.x.span.0, pair.y.span.1),
        Axis::Width => pair.x.span,
        Axis::Height => pair.y.span,
    };
    let int = |int: &Int| int.span;
    match (&layer.op, argument) {
        (Op::Conv { filters, .. }, Argument::Filters) => int(filters),
        (Op::Conv { groups, .. }, Argument::Groups) => int(groups),
        (Op::Fc { units, .. }, Argument::Units) => int(units),
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
