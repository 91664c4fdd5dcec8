//! 3x3 convolutions with a quarter of the multiplications: tiles of 4x4 outputs, each from 36 products instead of 144
//! (Winograd's minimal filtering F(4x4, 3x3); Lavin, Gray 2015).
//!
//! The 36 products of a tile are summed over the channels, so that there are 36 matrix products: tiles by channels
//! ([`patches`]) times channels by filters ([`filters`]). Vectors hold channels before them and filters behind them,
//! whatever the width of the image is. Filters are transformed when they are used, some of them at a time: written
//! down they would take four times the memory of the weights, and as long to read as to make.
//!
//! Tiles are counted from the image's upper left corner, wherever a piece of the image begins: the bits of an output
//! do not depend on the cuts.

mod filters;
mod forward;
mod patches;
mod transform;

pub use forward::{Minimal, pays};
pub use transform::OUTPUTS;

use super::Geometry;
use crate::kernels::blocks::TILES;
use std::ops::Range;
use transform::POINTS;

/// Tiles of an image.
pub fn tiles(g: &Geometry) -> usize {
    g.out_width.div_ceil(OUTPUTS) * g.out_height.div_ceil(OUTPUTS)
}

/// Rows of tiles, as wide as the image.
#[derive(Clone, Copy, Debug)]
struct Tiles {
    /// The first row's number.
    first: usize,
    /// Rows.
    rows: usize,
    /// Tiles in a row.
    wide: usize,
    /// Rows in a strip, the tiles that are worked on at once.
    strip: usize,
}

impl Tiles {
    /// The tiles over the output's `rows`.
    fn over(g: &Geometry, rows: &Range<usize>) -> Tiles {
        let first = rows.start / OUTPUTS;
        let rows = if rows.is_empty() { 0 } else { rows.end.div_ceil(OUTPUTS) - first };
        let wide = g.out_width.div_ceil(OUTPUTS);
        let strips = rows.div_ceil((TILES / wide).max(1)).max(1);
        Tiles { first, rows, wide, strip: rows.div_ceil(strips).max(1) }
    }

    /// Rows and columns of input under them.
    fn under(&self) -> (usize, usize) {
        (OUTPUTS * self.rows + POINTS - OUTPUTS, OUTPUTS * self.wide + POINTS - OUTPUTS)
    }

    /// The length of a row of outputs.
    fn pitch(&self) -> usize {
        OUTPUTS * self.wide
    }
}

/// `len` or a little more: no distance between streams that are written in turn is a multiple of a page's size, whose
/// streams would all fall into the same few lines of the first-level cache.
const fn apart(len: usize, lanes: usize) -> usize {
    if (len / lanes).is_multiple_of(2) { len + lanes } else { len }
}
