//! Where the solids stand: in rows, from left to right.

use super::solids::{Scale, Solid};
use super::svg::text_width;
use super::{LINE, MARK, NAME, TEXT};

/// Room between two solids' text.
const GAP: f64 = 16.0;
/// Room between two solids.
const BETWEEN: f64 = 30.0;

/// A solid's place in its row.
pub(super) struct Cell {
    pub solid: usize,
    /// From the row's left end.
    pub middle: f64,
}

pub(super) struct Row {
    pub cells: Vec<Cell>,
    pub width: f64,
    /// Of the highest solid.
    pub height: f64,
    /// Of the longest text below.
    pub text: f64,
}

/// As few rows as keep to `width`, and as even as these can be.
pub(super) fn rows(solids: &[Solid], scale: &Scale, width: f64) -> Vec<Row> {
    let widths: Vec<f64> = solids.iter().map(|solid| cell_width(solid, scale)).collect();
    let fewest = filled(&widths, width).len();
    let widest = widths.iter().copied().fold(0.0, f64::max);
    // The first width, in steps too small to be seen, that needs no more rows.
    let mut even = widest.min(width);
    while even < width && filled(&widths, even).len() > fewest {
        even += 8.0;
    }
    let mut first = 0;
    let rows = filled(&widths, even.min(width)).into_iter().map(|count| {
        let row = row(solids, scale, &widths, first..first + count);
        first += count;
        row
    });
    rows.collect()
}

/// What a solid and its text take.
fn cell_width(solid: &Solid, scale: &Scale) -> f64 {
    let size = scale.size(solid);
    let marks = solid.marks.iter().map(|mark| text_width(mark, TEXT) + 8.0);
    let lines = solid.lines.iter().map(|line| text_width(line, TEXT));
    let text = lines.chain(marks).fold(text_width(&solid.name, NAME), f64::max);
    (text + GAP).max(size.width + size.slant + BETWEEN)
}

/// How many solids stand in each row where rows are filled one after the other.
fn filled(widths: &[f64], most: f64) -> Vec<usize> {
    let (mut counts, mut used) = (Vec::new(), 0.0);
    for width in widths {
        match counts.last_mut() {
            Some(count) if used + width <= most => {
                *count += 1;
                used += width;
            }
            _ => {
                counts.push(1);
                used = *width;
            }
        }
    }
    counts
}

fn row(solids: &[Solid], scale: &Scale, widths: &[f64], range: std::ops::Range<usize>) -> Row {
    let mut row = Row { cells: Vec::new(), width: 0.0, height: 0.0, text: 0.0 };
    for solid in range {
        let size = scale.size(&solids[solid]);
        row.cells.push(Cell { solid, middle: row.width + widths[solid] / 2.0 });
        row.width += widths[solid];
        row.height = row.height.max(size.height + size.slant);
        let lines = solids[solid].lines.len() as f64 * LINE;
        let marks = solids[solid].marks.len() as f64 * (MARK.0 + MARK.1);
        row.text = row.text.max(NAME + lines + marks + LINE);
    }
    row
}
