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
mod gradient;
mod patches;
mod transform;

pub use forward::Minimal;
pub use gradient::MinimalGradient;
pub use transform::OUTPUTS;

use super::Geometry;
use crate::kernels::arch::MAX_LANES;
use crate::kernels::blocks::TILES;
use std::ops::Range;
use transform::{AREA, TAPS};

/// What transforms cost in multiply-adds, as measured with AVX-512: of a tile's channel or filter.
const TILE: usize = 250;
/// Of a filter's channel.
const FILTER: usize = 130;
/// The gradient of a filter's channel, which also has to find its place.
const FILTER_GRADIENT: usize = 250;

/// Whether it takes less time than summing all products. The answer depends on the sizes alone.
pub fn pays(g: &Geometry) -> bool {
    pays_with(g, FILTER)
}

/// The same for the gradient of the weights.
pub fn gradient_pays(g: &Geometry) -> bool {
    pays_with(g, FILTER_GRADIENT)
}

fn pays_with(g: &Geometry, filter: usize) -> bool {
    let three = g.window.x == TAPS && g.window.y == TAPS;
    let dense = [g.stride, g.dilation].iter().all(|pair| pair.x == 1 && pair.y == 1);
    // All of the input is read, and no more of it than there is.
    let padded =
        |pad: isize, len: usize, out: usize| usize::try_from(pad).is_ok_and(|pad| pad < TAPS && len + pad < out + TAPS);
    let fits = padded(g.pad_x, g.width, g.out_width) && padded(g.pad_y, g.height, g.out_height);
    if !(three && dense && fits) {
        return false;
    }
    let (channels, filters) = (g.depth.next_multiple_of(MAX_LANES), g.filters.next_multiple_of(MAX_LANES));
    let products = AREA * tiles(g) * g.depth * filters;
    let transforms = TILE * tiles(g) * (channels + filters) + filter * channels * filters;
    10 * (products + transforms) < 8 * g.work()
}

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
