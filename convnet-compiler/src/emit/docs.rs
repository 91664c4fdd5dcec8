//! The table of a network in its type's documentation: what an editor shows on hover and `cargo doc` prints.

use crate::graph::{Layer, Network, Op};
use crate::shape::{Costs, costs};

/// The lines, to stand below what the user has written.
pub(super) fn docs(network: &Network) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "| layer | kind | output | parameters | multiply-adds | memory |".to_string(),
        "| --- | --- | --: | --: | --: | --: |".to_string(),
    ];
    let [width, height, depth] = &network.input;
    let sizes = [width, height, depth].map(|i| i.value.map_or_else(|| i.tokens.to_string(), |v| v.to_string()));
    lines.push(format!("| input | | {} | | | |", sizes.join("x")));
    let mut total = Some(Costs { params: 0, macs: 0, memory: 0 });
    for (i, layer) in network.layers.iter().enumerate() {
        let cost = costs(network, layer);
        total = total.zip(cost).map(|(sum, cost)| Costs {
            params: sum.params + cost.params,
            macs: sum.macs + cost.macs,
            memory: sum.memory + cost.memory,
        });
        if !is_half(network, i, layer) {
            let volume = network.volumes[layer.output.0];
            let output = volume.map_or("?".to_string(), |v| format!("{}x{}x{}", v.width, v.height, v.depth));
            lines.push(format!("| {} | {} | {output} | {} |", layer.name, layer.kind, numbers(cost)));
        }
    }
    lines.push(format!("| **{}** | | | {} |", network.name, numbers(total)));
    lines.push(String::new());
    let memory = "Memory: 4 bytes for each parameter and for each value of the output for one image.";
    let open = if total.is_some() { "" } else { " A `?` is decided by a constant." };
    lines.push(format!("{memory}{open}"));
    lines
}

/// The function of a `softmax(N)`, which is one row with its fully connected half.
fn is_half(network: &Network, index: usize, layer: &Layer) -> bool {
    matches!(layer.op, Op::Softmax) && index > 0 && network.layers[index - 1].origin == layer.origin
}

fn numbers(cost: Option<Costs>) -> String {
    match cost {
        Some(cost) => format!("{} | {} | {}", grouped(cost.params), grouped(cost.macs), bytes(cost.memory)),
        None => "? | ? | ?".to_string(),
    }
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let mut groups: Vec<&str> = Vec::new();
    if head > 0 {
        groups.push(&digits[..head]);
    }
    groups.extend((head..digits.len()).step_by(3).map(|i| &digits[i..i + 3]));
    groups.join(",")
}

/// `1.2 MiB`.
fn bytes(bytes: u64) -> String {
    let units = [("GiB", 1u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match units.into_iter().find(|(_, size)| bytes >= *size) {
        Some((unit, size)) => format!("{:.1} {unit}", bytes as f64 / size as f64),
        None => format!("{bytes} B"),
    }
}
