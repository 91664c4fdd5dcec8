//! A network's table.

use crate::network::Generated;
use crate::shape::{Message, Volume};

/// The number of columns.
const COLUMNS: usize = 8;

/// The table of a network: layer, kind, window, output volume (width x height x depth), parameters, multiply-adds and memory
/// of its output for one image, and what one of its values sees of the input, with sums in the last line; below it the
/// memory that a program takes.
pub fn summary<N: Generated>() -> String {
    let volume = |v: Volume| Message::new().volume(v).to_string();
    let count = |number: u64| Message::new().count(number).to_string();
    let bytes = |bytes: usize| Message::new().bytes(bytes as u64).to_string();
    let names = ["layer", "kind", "window", "output", "parameters", "multiply-adds", "memory", "receptive field"];
    let mut rows = vec![names.map(str::to_owned)];
    let mut input = [const { String::new() }; COLUMNS];
    (input[0], input[3], input[6]) = ("input".into(), volume(N::INPUT), bytes(size_of::<f32>() * N::INPUT.len()));
    rows.push(input);
    for layer in N::LAYERS {
        rows.push([
            layer.name.into(),
            layer.kind.into(),
            layer.window_text(),
            volume(layer.output),
            count(layer.params as u64),
            count(layer.macs),
            bytes(layer.bytes),
            layer.receptive_field.text().to_string(),
        ]);
    }
    let mut total = [const { String::new() }; COLUMNS];
    (total[0], total[4], total[5]) = (N::NAME.into(), count(N::PARAMS as u64), count(N::MACS));
    // Auxiliary heads are no part of a network in use.
    total[6] = bytes(N::LAYERS.iter().filter(|layer| !layer.auxiliary).map(|layer| layer.bytes).sum());
    rows.push(total);
    let memory = N::MEMORY;
    let below = Message::new()
        .text("A program takes ")
        .bytes(memory.parameters)
        .text(" for the parameters, ")
        .bytes(memory.inference(1))
        .text(" more to answer one image, and ")
        .bytes(memory.training(64))
        .text(" more to train with 64.\n");
    table(&rows) + below.as_str()
}

/// Lays rows out in columns: words to the left, numbers to the right, the last column free; rules under the first row
/// and above the last.
fn table(rows: &[[String; COLUMNS]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1));
    let mut text = String::new();
    for (i, row) in rows.iter().enumerate() {
        if i == 1 || i + 1 == rows.len() {
            text.push_str(&rule);
            text.push('\n');
        }
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
            0..=2 | 7 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
