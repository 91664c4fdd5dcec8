//! The table of a network in its type's documentation: what an editor shows on hover and `cargo doc` prints.

use crate::graph::{Layer, Network, Op};
use crate::shape::{Costs, costs, fields};
use convnet_shape::{Message, Pair, memory};

/// The lines, to stand below what the user has written.
pub(super) fn docs(network: &Network) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "| layer | kind | window | output | parameters | multiply-adds | memory | receptive field |".to_string(),
        "| --- | --- | --- | --: | --: | --: | --: | --- |".to_string(),
    ];
    let [width, height, depth] = &network.input;
    let sizes = [width, height, depth].map(|i| i.value.map_or_else(|| i.tokens.to_string(), |v| v.to_string()));
    lines.push(format!(
        "| input | | | {} | | | {} | |",
        sizes.join("x"),
        bytes(network.volumes[0].map(|v| v.len() as u64))
    ));
    let mut total = Some(Costs { params: 0, macs: 0, values: 0 });
    let fields = fields(network);
    for (i, layer) in network.layers.iter().enumerate() {
        let cost = costs(network, layer);
        total = total.zip(cost).map(|(sum, cost)| Costs {
            params: sum.params + cost.params,
            macs: sum.macs + cost.macs,
            values: sum.values + cost.values,
        });
        if !is_half(network, i, layer) {
            let volume = network.volumes[layer.output.0];
            let output = volume.map_or("?".to_string(), |v| Message::new().volume(v).to_string());
            let field = fields[layer.output.0].map_or("?".to_string(), |field| field.text().to_string());
            let (name, kind, window) = (&layer.name, layer.kind, window(network, layer));
            lines.push(format!("| {name} | {kind} | {window} | {output} | {} | {field} |", numbers(cost)));
        }
    }
    lines.push(format!("| **{}** | | | | {} | |", network.name, numbers(total)));
    lines.push(String::new());
    let memory = "Memory: 4 bytes for each value of the output for one image. What a program takes is in `MEMORY`.";
    let open = if total.is_some() { "" } else { " A `?` is decided by a constant." };
    lines.push(format!("{memory}{open}"));
    lines
}

/// `3x3, stride 2, pad 1`; nothing for a layer without a window.
fn window(network: &Network, layer: &Layer) -> String {
    let text = match &layer.op {
        Op::Conv { window, groups, .. } => {
            window.values().zip(groups.value).map(|(window, groups)| window.text(groups).to_string())
        }
        Op::MaxPool(window) | Op::AvgPool(window) => window.values().map(|window| window.text(1).to_string()),
        Op::GlobalAvgPool => network.volumes[layer.inputs[0].0]
            .map(|input| Message::new().pair(Pair::new(input.width, input.height)).to_string()),
        _ => return String::new(),
    };
    text.unwrap_or_else(|| "?".to_string())
}

/// The function of a `softmax(N)`, which is one row with its fully connected half.
fn is_half(network: &Network, index: usize, layer: &Layer) -> bool {
    matches!(layer.op, Op::Softmax) && index > 0 && network.layers[index - 1].origin == layer.origin
}

fn numbers(cost: Option<Costs>) -> String {
    let count = |number| Message::new().count(number);
    match cost {
        Some(cost) => format!("{} | {} | {}", count(cost.params), count(cost.macs), bytes(Some(cost.values))),
        None => "? | ? | ?".to_string(),
    }
}

/// The memory of so many values.
fn bytes(values: Option<u64>) -> String {
    values.map_or("?".to_string(), |values| Message::new().bytes(memory(0, values)).to_string())
}
