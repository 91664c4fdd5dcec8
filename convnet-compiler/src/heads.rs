//! How a network ends, and its auxiliary heads: softmax stands last, and what is compared with the same target has the same
//! size.

use crate::diagnostics::{Diagnostics, Edit};
use crate::graph::{Head, Layer, Network, Op};
use convnet_shape::Message;

/// Checks the ends of the network and of its auxiliary heads, as far as no volume is asked for.
pub fn ends(layers: &[Layer], heads: &[Head], diagnostics: &mut Diagnostics) {
    let errors = diagnostics.count();
    let mut origins = Vec::new();
    for head in [None].into_iter().chain((0..heads.len()).map(Some)) {
        let layers: Vec<&Layer> = layers.iter().filter(|layer| layer.head == head).collect();
        softmax(&layers, &mut origins, diagnostics);
    }
    if let Some(head) = layers.last().and_then(|layer| layer.head) {
        blame(&heads[head], diagnostics, |diagnostics| {
            let text = format!("nothing follows `{}`: it would end where the network ends", heads[head].name);
            diagnostics
                .error(heads[head].word, text)
                .help("an auxiliary head stands on the way, and helps the layers before it to learn");
        });
    }
    if diagnostics.count() > errors {
        return;
    }
    let softmax = |layer: Option<&Layer>| layer.is_some_and(|layer| matches!(layer.op, Op::Softmax));
    let with = |is: bool| if is { "with" } else { "without" };
    let network = softmax(layers.last());
    for (at, head) in heads.iter().enumerate() {
        let last = layers.iter().rfind(|layer| layer.head == Some(at));
        if softmax(last) == network || last.is_some_and(|last| matches!(last.op, Op::Unknown)) {
            continue;
        }
        blame(head, diagnostics, |diagnostics| {
            let span = last.map_or(head.word, |last| last.word);
            let text = format!("`{}` ends {} softmax, the network {}", head.name, with(!network), with(network));
            let error = diagnostics.error(span, text);
            error.help("both learn from the same target: they end alike");
            match last.map(|last| (&last.op, last.kind)) {
                Some((Op::Fc { .. }, _)) if network => {
                    error.help("`softmax(N)` is `fc(N)` and softmax").fix([Edit::replace((span, span), "softmax")]);
                }
                Some((Op::Softmax, _)) if last.is_some_and(|last| !last.given.is_empty()) => {
                    error.help("without softmax it is `fc(N)`").fix([Edit::replace((span, span), "fc")]);
                }
                _ => {}
            }
        });
    }
}

/// Checks that every auxiliary head gives as much as the network, where the volumes are known.
pub fn sizes(network: &Network, diagnostics: &mut Diagnostics) {
    let volume = |id: crate::graph::VolumeId| network.volumes[id.0];
    let Some((last, output)) = network.layers.last().and_then(|last| Some((last, volume(last.output)?))) else {
        return;
    };
    for (at, head) in network.heads.iter().enumerate() {
        let Some(found) = volume(head.output).filter(|found| *found != output) else { continue };
        let own = || network.layers.iter().filter(|layer| layer.head == Some(at));
        // What decides the size: the last layer that has units.
        let fc = own().rfind(|layer| matches!(layer.op, Op::Fc { .. })).filter(|fc| volume(fc.output) == Some(found));
        let units = fc.and_then(|fc| fc.given.iter().find(|(name, _)| ["units", "classes"].contains(name)));
        blame(head, diagnostics, |diagnostics| {
            let text = Message::new().text("`").text(&head.name).text("` gives ").volume(found);
            let text = text.text(", and the network ").volume(output);
            let error = match units {
                Some((_, span)) => diagnostics.error_over(*span, text),
                None => diagnostics.error(own().next_back().map_or(head.word, |layer| layer.word), text),
            };
            error.help(format!(
                "both learn from the same target: `{}` gives {}",
                last.name,
                Message::new().volume(output)
            ));
            if let (Some((_, span)), (1, 1)) = (units, (output.width, output.height)) {
                error.help(format!("{} fits", output.depth)).fix([Edit::replace(*span, output.depth.to_string())]);
            }
        });
    }
}

/// Reports something of a head, once for a block's body.
fn blame(head: &Head, diagnostics: &mut Diagnostics, report: impl FnOnce(&mut Diagnostics)) {
    match head.in_block {
        true => diagnostics.in_block(report),
        false => report(diagnostics),
    }
}

/// A softmax stands once, and last, among the network's layers, or a head's. `origins`: what has been told.
fn softmax(layers: &[&Layer], origins: &mut Vec<usize>, diagnostics: &mut Diagnostics) {
    let mut found = (0..layers.len()).filter(|at| matches!(layers[*at].op, Op::Softmax));
    let Some(first) = found.next() else { return };
    let mut second_reported = false;
    for second in found {
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
    let next = layers.get(first + 1).map(|next| match &*next.name {
        "" => "another layer".to_string(),
        name => format!("`{name}`"),
    });
    if let Some(next) = next
        && !second_reported
        && !origins.contains(&layers[first].origin)
    {
        let softmax = &layers[first];
        origins.push(softmax.origin);
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
