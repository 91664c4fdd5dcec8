//! The table of a network in its type's documentation: what an editor shows on hover and `cargo doc` prints.

use crate::graph::{Layer, Network, Op};
use crate::shape::{Costs, costs, fields};
use convnet_shape::{Message, Pair, memory};

/// The lines, to stand below what the user has written.
pub(super) fn docs(network: &Network) -> Vec<String> {
    let titles = ["layer", "kind", "window", "output", "parameters", "multiply-adds", "memory", "receptive field"];
    let mut lines = vec![String::new(), row(titles.map(str::to_string))];
    lines.push("| --- | --- | --- | --: | --: | --: | --: | --- |".to_string());
    let [width, height, depth] = &network.input;
    let sizes = [width, height, depth].map(|i| i.value.map_or_else(|| i.tokens.to_string(), |v| v.to_string()));
    let input = network.volumes[0].map(|volume| volume.len() as u64);
    let none = String::new;
    lines.push(row(["input".into(), none(), none(), sizes.join("x"), none(), none(), known(input, bytes), none()]));
    let mut total = Some(Costs { params: 0, macs: 0, values: 0 });
    let fields = fields(network);
    for (i, layer) in network.layers.iter().enumerate() {
        let cost = costs(network, layer);
        // Auxiliary heads are learned, but no part of a network in use.
        let used = u64::from(layer.head.is_none());
        total = total.zip(cost).map(|(sum, cost)| Costs {
            params: sum.params + cost.params,
            macs: sum.macs + used * cost.macs,
            values: sum.values + used * cost.values,
        });
        if !is_half(network, i, layer) {
            let output = known(network.volumes[layer.output.0], |volume| Message::new().volume(volume));
            let [params, macs, memory] = numbers(cost);
            let field = known(fields[layer.output.0], |field| field.text());
            let (name, kind) = (layer.name.clone(), layer.kind.to_string());
            lines.push(row([name, kind, window(network, layer), output, params, macs, memory, field]));
        }
    }
    let [params, macs, memory] = numbers(total);
    lines.push(row([format!("**{}**", network.name), none(), none(), none(), params, macs, memory, none()]));
    lines.push(String::new());
    let memory = "Memory: 4 bytes for each value of the output for one image. What a program allocates is in `MEMORY`.";
    let open = if total.is_some() { "" } else { " A `?` is decided by a constant." };
    lines.push(format!("{memory}{open}"));
    if let Some(source) = &network.source {
        lines.push(String::new());
        lines.push(format!(
            "The layers of [`{0}`], its fully connected ones as convolutions: a `{0}` turns into this network.",
            source.name
        ));
    }
    if !network.heads.is_empty() {
        let heads: Vec<String> = network.heads.iter().map(|head| format!("`{}`", head.name)).collect();
        let (heads, run) = (heads.join(", "), if heads.len() == 1 { "runs" } else { "run" });
        lines.push(String::new());
        lines.push(format!(
            "{heads} {run} in training only: the sums of multiply-adds and memory leave out what stands there."
        ));
    }
    lines
}

/// A line of the table.
fn row(cells: [String; 8]) -> String {
    let cells = cells.iter().map(|cell| if cell.is_empty() { " |".to_string() } else { format!(" {cell} |") });
    format!("|{}", cells.collect::<String>())
}

/// A text for what is known, `?` for what a `const` path decides.
fn known<T>(value: Option<T>, text: impl Fn(T) -> Message) -> String {
    value.map_or("?".to_string(), |value| text(value).to_string())
}

/// `3x3, stride 2, pad 1`; nothing for a layer without a window.
fn window(network: &Network, layer: &Layer) -> String {
    match &layer.op {
        Op::Conv { window, groups, .. } => known(window.values().zip(groups.value), |(window, g)| window.text(g)),
        Op::MaxPool(window) | Op::AvgPool(window) => known(window.values(), |window| window.text(1)),
        Op::GlobalAvgPool => {
            known(network.volumes[layer.inputs[0].0], |input| Message::new().pair(Pair::new(input.width, input.height)))
        }
        _ => String::new(),
    }
}

/// The function of a `softmax(N)`, which is one row with its fully connected half.
fn is_half(network: &Network, index: usize, layer: &Layer) -> bool {
    matches!(layer.op, Op::Softmax) && index > 0 && network.layers[index - 1].origin == layer.origin
}

/// Parameters, multiply-adds and memory.
fn numbers(cost: Option<Costs>) -> [String; 3] {
    [
        known(cost, |cost| Message::new().count(cost.params)),
        known(cost, |cost| Message::new().count(cost.macs)),
        known(cost, |cost| bytes(cost.values)),
    ]
}

/// The memory of so many values.
fn bytes(values: u64) -> Message {
    Message::new().bytes(memory(0, values))
}
