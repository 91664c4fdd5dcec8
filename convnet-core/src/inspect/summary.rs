//! A network's table.

use crate::network::Generated;
use crate::shape::Volume;

/// The table of a network: layer, kind, output volume (width x height x depth), parameters, multiply-adds and memory
/// of its output for one image, with sums in the last line.
pub fn summary<N: Generated>() -> String {
    let volume = |v: Volume| format!("{}x{}x{}", v.width, v.height, v.depth);
    let bytes = |v: Volume| memory((size_of::<f32>() * v.len()) as u64);
    let mut rows = vec![["layer", "kind", "output", "parameters", "multiply-adds", "memory"].map(str::to_owned)];
    rows.push(["input".into(), String::new(), volume(N::INPUT), String::new(), String::new(), bytes(N::INPUT)]);
    let mut values = 0;
    for layer in N::LAYERS {
        values += layer.output.len();
        rows.push([
            layer.name.into(),
            layer.kind.into(),
            volume(layer.output),
            thousands(layer.params as u64),
            thousands(layer.macs),
            bytes(layer.output),
        ]);
    }
    let total = size_of::<f32>() * (N::PARAMS + values);
    rows.push([
        N::NAME.into(),
        String::new(),
        String::new(),
        thousands(N::PARAMS as u64),
        thousands(N::MACS),
        format!("{} with parameters", memory(total as u64)),
    ]);
    table(&rows)
}

/// Lays rows out in columns: words to the left, numbers to the right, the last column free; rules under the first row
/// and above the last.
fn table(rows: &[[String; 6]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1));
    let mut text = String::new();
    for (i, row) in rows.iter().enumerate() {
        if i == 1 || i + 1 == rows.len() {
            text.push_str(&rule);
            text.push('\n');
        }
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
            0 | 1 | 5 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// 1234567 as `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = {
        let first = digits.len() % 3;
        let (head, tail) = digits.split_at(first);
        let tail = (0..tail.len()).step_by(3).map(|i| &tail[i..i + 3]);
        (first > 0).then_some(head).into_iter().chain(tail).collect()
    };
    groups.join(",")
}

/// Bytes in the largest binary unit below them, to three digits.
fn memory(bytes: u64) -> String {
    let mut size = bytes as f64;
    let units = ["B", "KiB", "MiB", "GiB"];
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < units.len() {
        size /= 1024.0;
        unit += 1;
    }
    let decimals = if unit == 0 || size >= 100.0 { 0 } else { 1 };
    format!("{size:.decimals$} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 12, 999, 1000, 61_100_840].map(thousands), ["0", "12", "999", "1,000", "61,100,840"]);
        assert_eq!([40, 1024, 46_080, 1_156_000].map(memory), ["40 B", "1.0 KiB", "45.0 KiB", "1.1 MiB"]);
    }
}
