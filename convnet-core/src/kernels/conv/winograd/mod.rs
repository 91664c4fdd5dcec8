//! 3x3 convolutions with a quarter of the multiplications: tiles of 4x4 outputs, each from 36 products instead of 144
//! (Winograd's minimal filtering F(4x4, 3x3); Lavin, Gray 2015). 5x5 convolutions likewise, from 64 products instead of
//! 400.
//!
//! The products of a tile are summed over the channels, so that there are 36 or 64 matrix products: tiles by channels
//! ([`patches`]) times channels by filters ([`filters`]). Vectors hold channels before them and filters behind them,
//! whatever the width of the image is. Filters are transformed when they are used, some of them at a time, from weights
//! as they are or packed: written down they would take four times the memory of the weights, and as long to read as to
//! make.
//!
//! Where an image has so few tiles that a filter's transform takes as long as the products that it saves, windows of 3x3
//! are filtered along the rows only ([`rows`]), from weights that lie packed.
//!
//! Tiles are counted from the image's upper left corner, wherever a piece of the image begins: the bits of an output
//! do not depend on the cuts.

mod filters;
mod forward;
mod gradient;
mod patches;
mod rows;
mod transform;

pub use transform::OUTPUTS;

use super::Geometry;
use super::forward::Convolve;
use crate::kernels::Isa;
use crate::kernels::arch::MAX_LANES;
use crate::kernels::block::View;
use crate::kernels::blocks::{PREPARED, SUMMED, TILES, TRANSFORMED, TRANSFORMED_INPUTS};
use crate::kernels::buffer::{Buffer, Buffers};
use forward::{Minimal, Prepare};
use gradient::Gradient;
use rows::MinimalRows;
use std::ops::Range;
use transform::{area, points};

/// What transforms cost in multiply-adds, as measured with AVX-512.
struct Costs {
    /// Of a tile's channel or filter.
    tile: usize,
    /// Of a tap of a filter's channel.
    tap: usize,
    /// The same where weights come from memory and their transforms leave the second-level cache.
    tap_far: usize,
    /// The gradient of a tap, which also has to find its place.
    tap_gradient: usize,
}

/// Those for windows of so many taps in one dimension.
const fn costs(taps: usize) -> Costs {
    match taps {
        3 => Costs { tile: 250, tap: 14, tap_far: 50, tap_gradient: 27 },
        _ => Costs { tile: 440, tap: 50, tap_far: 60, tap_gradient: 50 },
    }
}

/// Tiles of rows whose sums are in the first-level cache, beside the filters.
const FEW: usize = 16;

/// Weights from which on they do: 1 MiB.
const FAR: usize = 1 << 18;

/// A convolution on one thread, of a window that [`pays`] said yes to.
pub fn minimal(isa: Isa, conv: Convolve, buffers: &mut Buffers) {
    match conv.geometry.window.x {
        3 => isa.run(Minimal::<3, 6> { conv, buffers }),
        5 => isa.run(Minimal::<5, 8> { conv, buffers }),
        taps => panic!("no tiles for {taps} taps"),
    }
}

/// The same where [`rows_pay`] said yes and weights are packed.
pub fn minimal_rows(isa: Isa, conv: Convolve, buffers: &mut Buffers) {
    isa.run(MinimalRows::<3, 6> { conv, buffers });
}

/// Whether filtering along the rows only takes less time, from packed weights, than summing all products and than
/// filtering in both directions, of one image. The answer depends on the sizes alone.
pub const fn rows_pay(g: &Geometry) -> bool {
    let tiles = g.out_width.div_ceil(OUTPUTS);
    let few = tiles * g.out_height <= FEW;
    is_possible(g) && g.window.x == 3 && few && 10 * points(3) * tiles * g.out_height < 8 * 3 * g.pixels()
}

/// Transforms the filters of a convolution that [`is_small`], for one image after the other, and returns how many values
/// that are.
pub fn prepare(isa: Isa, geometry: &Geometry, weights: &[f32], to: &mut Buffer) -> usize {
    match geometry.window.x {
        3 => isa.run(Prepare::<3, 6> { geometry, weights, to }),
        5 => isa.run(Prepare::<5, 8> { geometry, weights, to }),
        taps => panic!("no tiles for {taps} taps"),
    }
}

/// Whether transformed filters stay in the second-level cache while images pass by, one after the other.
pub const fn is_small(g: &Geometry) -> bool {
    area(g.window.x) * g.depth * g.filters <= PREPARED
}

/// Adds to the gradient of the weights of `filters` of one group what some images bring, where [`gradient_pays`] said
/// yes. Of each image `x` is `[depth, height, width]` and `d_z`, the gradient of the sums of these filters, `[filters,
/// out_height, out_width]`; `d_weights` is as their weights. `again`: the call before had the same `x` and `buffers`.
#[allow(clippy::too_many_arguments, reason = "the operands of a product")]
pub fn minimal_gradient(
    isa: Isa,
    geometry: &Geometry,
    filters: usize,
    x: View<f32>,
    d_z: View<f32>,
    d_weights: &mut [f32],
    again: bool,
    buffers: &mut Buffers,
) {
    match geometry.window.x {
        3 => isa.run(Gradient::<3, 6> { geometry, filters, x, d_z, d_weights, again, buffers }),
        5 => isa.run(Gradient::<5, 8> { geometry, filters, x, d_z, d_weights, again, buffers }),
        taps => panic!("no tiles for {taps} taps"),
    }
}

/// Whether it takes less time than summing all products, of so many images. The answer depends on the sizes alone.
pub const fn pays(g: &Geometry, images: usize) -> bool {
    if !is_possible(g) {
        return false;
    }
    let together = TRANSFORMED / (area(g.window.x) * tiles(g) * g.depth);
    let costs = costs(g.window.x);
    saves(g, at_most(images, together), if g.filters * g.taps() >= FAR { costs.tap_far } else { costs.tap })
}

/// The same for the gradient of the weights.
pub const fn gradient_pays(g: &Geometry, images: usize) -> bool {
    if !is_possible(g) {
        return false;
    }
    let together = at_most(TRANSFORMED_INPUTS / (area(g.window.x) * tiles(g) * g.depth), SUMMED / tiles(g));
    saves(g, at_most(images, together), costs(g.window.x).tap_gradient)
}

/// Whether there are tiles for it.
const fn is_possible(g: &Geometry) -> bool {
    let taps = g.window.x;
    let known = matches!(taps, 3 | 5) && g.window.y == taps;
    let dense = g.stride.x == 1 && g.stride.y == 1 && g.dilation.x == 1 && g.dilation.y == 1;
    known && dense && padded(taps, g.pad_x, g.width, g.out_width) && padded(taps, g.pad_y, g.height, g.out_height)
}

/// `images`, or `together` where those are fewer; at least one.
const fn at_most(images: usize, together: usize) -> usize {
    let images = if together < images { together } else { images };
    if images < 1 { 1 } else { images }
}

/// Whether it saves time where so many images share the transforms of the filters, of which a tap costs `tap`.
const fn saves(g: &Geometry, images: usize, tap: usize) -> bool {
    let (channels, filters) = (g.depth.next_multiple_of(MAX_LANES), g.filters.next_multiple_of(MAX_LANES));
    let products = area(g.window.x) * tiles(g) * images * g.depth * filters;
    let transforms =
        costs(g.window.x).tile * tiles(g) * images * (channels + filters) + tap * g.window.area() * channels * filters;
    10 * (products + transforms) < 8 * g.work() * images
}

/// Whether all `len` inputs of a line are read, and no more of them than there are.
const fn padded(taps: usize, pad: isize, len: usize, out: usize) -> bool {
    pad >= 0 && pad < taps as isize && len + (pad as usize) < out + taps
}

/// Tiles of an image.
pub const fn tiles(g: &Geometry) -> usize {
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
        Tiles { first, rows, wide: g.out_width.div_ceil(OUTPUTS), strip: 1 }.times(1)
    }

    /// As many rows of each of `images`.
    fn times(self, images: usize) -> Tiles {
        let rows = images * self.rows;
        let strips = rows.div_ceil((TILES / self.wide).max(1)).max(1);
        Tiles { rows, strip: rows.div_ceil(strips).max(1), ..self }
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
