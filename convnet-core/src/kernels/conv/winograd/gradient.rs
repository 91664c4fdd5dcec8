//! The gradient of the weights: transformed inputs times transformed gradients, summed over the tiles, and
//! transformed back.
//!
//! All three maps are the transposes of those of the convolution. Going back is linear, so that each band of the image
//! adds its own part to the gradient.
//!
//! The inputs of all channels are transformed once, the gradients filter by filter, as many as the second-level cache
//! holds. Then panel after panel of channels passes by: the products of all points, and back to taps.

use super::super::Geometry;
use super::patches::{Panels, Places, Planes, TransformPatches};
use super::transform::{Chosen, Input, OUTPUTS, OutputGradient, Points, WeightsGradient};
use super::{Tiles, apart};
use crate::kernels::arch::{Columns, Grid, Kernel, MAX_LANES, Simd, Taps, Tile, max_rows, square, tile};
use crate::kernels::block::{Block, View};
use crate::kernels::blocks::{GRADIENTS, SUMMED, TRANSFORMED_INPUTS, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::gemm::{equidistant, transpose};

/// The taps of the largest window.
const MAX_WINDOW: usize = 25;

/// The fewest lanes that an instruction set has.
const MIN_LANES: usize = 4;

/// Filters whose gradients lie side by side: a cache line, and whole vectors.
const PANEL: usize = MAX_LANES;

/// Adds to the gradient of some filters' weights what some images bring.
pub struct Gradient<'a, const TAPS: usize, const N: usize> {
    /// The sizes of the group.
    pub geometry: &'a Geometry,
    /// How many of its filters. They decide on no bit.
    pub filters: usize,
    /// Of each image `[depth, height, width]`.
    pub x: View<'a, f32>,
    /// The gradient of the sums, of each image `[filters, out_height, out_width]`.
    pub d_z: View<'a, f32>,
    /// `[filters, depth, TAPS, TAPS]`.
    pub d_weights: &'a mut [f32],
    /// Whether the call before had the same inputs and buffers: if there was room for all, they are transformed already.
    pub again: bool,
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl<const TAPS: usize, const N: usize> Kernel for Gradient<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Gradient { geometry: g, filters, x, d_z, d_weights, again, buffers } = self;
        let rows = g.out_height.div_ceil(OUTPUTS);
        let wide = g.out_width.div_ceil(OUTPUTS);
        let fits = TRANSFORMED_INPUTS / (N * N * g.depth.next_multiple_of(S::LANES) * wide);
        let at_once = fits.min(SUMMED / wide).max(1);
        // Of small images several at once: their products are transformed back once.
        let images_at_once = (at_once / rows).max(1);
        let again = again && x.rows() <= images_at_once && rows <= at_once;
        for images in balanced(x.rows(), images_at_once) {
            for band in balanced(rows, at_once) {
                let tiles = Tiles { first: band.start, rows: band.len(), wide, strip: band.len() };
                let (x, d_z) = (x.part(images.clone()), d_z.part(images.clone()));
                add_band::<S, TAPS, N>(s, g, filters, tiles, x, d_z, d_weights, again, buffers);
            }
        }
    }
}

/// Adds what some rows of tiles of all images bring.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the operands of a product")]
fn add_band<S: Simd, const TAPS: usize, const N: usize>(
    s: S,
    g: &Geometry,
    filters: usize,
    tiles: Tiles,
    x: View<f32>,
    d_z: View<f32>,
    d_weights: &mut [f32],
    again: bool,
    buffers: &mut Buffers,
) where
    Points<N>: Chosen,
{
    let Buffers { laid, panel, patches, products, steps, .. } = buffers;
    let (window, of_image) = (TAPS * TAPS, tiles.rows * tiles.wide);
    let count = x.rows() * of_image;
    // Inputs are read as vectors, gradients one by one.
    let vectors = if S::REGISTERS > 16 { 4 } else { 2 };
    let inputs = Panels { tiles: count, area: N * N, depth: g.depth, wide: vectors * S::LANES, lanes: S::LANES };
    let v = patches.get(inputs.len());
    if !again {
        for image in 0..x.rows() {
            let (planes, begin) = (Planes::input(g, x.row(image)), image * of_image);
            s.vectorize(TransformPatches { planes, tiles, begin, map: Input, places: inputs, strip: laid, to: v });
        }
    }
    let panels = filters.div_ceil(PANEL);
    for filters in balanced(panels, GRADIENTS / PANEL).map(|some| some.start * PANEL..filters.min(some.end * PANEL)) {
        let gradients = Panels { tiles: count, area: N * N, depth: filters.len(), wide: PANEL, lanes: S::LANES };
        let d = products.get(gradients.len());
        for image in 0..x.rows() {
            let d_z = &d_z.row(image)[filters.start * g.pixels()..];
            let (planes, begin) = (Planes::gradient(g, filters.len(), d_z), image * of_image);
            let (map, places) = (OutputGradient, gradients);
            s.vectorize(TransformPatches { planes, tiles, begin, map, places, strip: laid, to: d });
        }
        for channel in (0..g.depth).step_by(inputs.wide) {
            let wide = inputs.width(channel);
            let product = apart(filters.len() * wide, S::LANES);
            let sums = panel.get(N * N * product);
            s.vectorize(Products { inputs, gradients, channel, v, d, steps, product, sums });
            let channels = channel..(channel + wide).min(g.depth);
            for (row, filter) in filters.clone().enumerate() {
                let d_weights = &mut d_weights[filter * g.taps()..][channels.start * window..channels.end * window];
                s.vectorize(AddTaps::<TAPS, N> { sums: &sums[row * wide..], product, d_weights });
            }
        }
    }
}

/// The products of a panel of channels and some filters: `[points, filters, wide]`, points `product` apart.
struct Products<'a> {
    inputs: Panels,
    gradients: Panels,
    /// The panel's first channel.
    channel: usize,
    v: &'a [f32],
    d: &'a [f32],
    steps: &'a mut Vec<u32>,
    product: usize,
    sums: &'a mut [f32],
}

impl Kernel for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Products { inputs, gradients, channel, v, d, steps, product, sums } = self;
        let (count, filters, wide) = (inputs.tiles, gradients.depth, inputs.width(channel));
        let taps = Taps::new(equidistant(steps, wide, count));
        let first = inputs.at(0, channel);
        for (p, sums) in sums.chunks_exact_mut(product).enumerate() {
            let mut c = Block::new(sums, filters, wide, wide);
            // A point's inputs stay in the first-level cache while the gradients of all filters pass by; meanwhile the
            // next point's are on their way.
            let (b, rest) = v[first + p * inputs.point(channel)..].split_at(inputs.point(channel));
            let mut far = &rest[..if p + 1 < inputs.area { inputs.point(channel) } else { 0 }];
            for filter in (0..filters).step_by(gradients.wide) {
                let panel = gradients.width(filter);
                let a = &d[gradients.at(0, filter) + p * gradients.point(filter)..];
                let mut at = 0;
                while at < wide {
                    let left = (wide - at) / S::LANES;
                    // There is no tile of three vectors.
                    let vectors = if left == 3 { 2 } else { left };
                    for rows in balanced((filters - filter).min(gradients.wide), max_rows::<S>(vectors)) {
                        let (ahead, others) = far.split_at(far.len().min(count * panel));
                        far = others;
                        let lhs = Columns { step: panel, ahead };
                        let c = c.part(filter + rows.start..filter + rows.end, at..at + vectors * S::LANES);
                        tile(s, vectors, Tile { a: &a[rows.start..], lhs, b: &b[at..], taps, c, accumulate: false });
                    }
                    at += vectors * S::LANES;
                }
            }
        }
    }
}

/// From the sums of some channels of a filter to the gradient of its taps.
struct AddTaps<'a, const TAPS: usize, const N: usize> {
    /// Channels side by side, points `product` apart.
    sums: &'a [f32],
    product: usize,
    /// `[channels, TAPS, TAPS]`.
    d_weights: &'a mut [f32],
}

impl<const TAPS: usize, const N: usize> Kernel for AddTaps<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let AddTaps { sums, product, d_weights } = self;
        let window = TAPS * TAPS;
        for (v, d_weights) in d_weights.chunks_mut(S::LANES * window).enumerate() {
            let mut taps = [0.0; MAX_WINDOW * MAX_LANES];
            let (read, write) =
                (Grid { row: N * product, column: product }, Grid { row: TAPS * S::LANES, column: S::LANES });
            square::<S, _, N, TAPS>(s, WeightsGradient, &sums[v * S::LANES..], read, &mut taps, write);
            let mut squares = [[s.splat(0.0); MAX_LANES]; MAX_WINDOW.div_ceil(MIN_LANES)];
            let squares = &mut squares[..window.div_ceil(S::LANES)];
            for (square, taps) in squares.iter_mut().zip(taps[..window * S::LANES].chunks(S::LANES * S::LANES)) {
                for (square, taps) in square.iter_mut().zip(taps.chunks_exact(S::LANES)) {
                    *square = s.load(taps);
                }
                transpose(s, square);
            }
            // Channel by channel: what is written behind its last tap is overwritten by the next channel's.
            let mut lines = [0.0; (MAX_WINDOW + 2) * MAX_LANES];
            for c in 0..S::LANES {
                for (i, square) in squares.iter().enumerate() {
                    s.store(square[c], &mut lines[c * window + i * S::LANES..]);
                }
            }
            for (at, d) in d_weights.chunks_mut(S::LANES).enumerate() {
                s.store_upto(s.add(s.load_upto(d), s.load(&lines[at * S::LANES..])), d);
            }
        }
    }
}
