//! The gradient of the weights: transformed inputs times transformed gradients, summed over the tiles, and
//! transformed back.
//!
//! All three maps are the transposes of those of the convolution. Going back is linear, so that each band of the image
//! adds its own part to the gradient.

use super::super::Geometry;
use super::patches::{Panels, Places, Planes, TransformPatches};
use super::transform::{AREA, Input, OutputGradient, POINTS, WeightsGradient};
use super::{Tiles, apart};
use crate::kernels::arch::{Columns, Grid, Kernel, Line, MAX_LANES, Simd, Taps, Tile, max_rows, square, tile};
use crate::kernels::block::{Block, View};
use crate::kernels::blocks::{TRANSFORMED, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::gemm::{equidistant, transpose};

/// The taps of the largest window.
const MAX_WINDOW: usize = 25;

/// The fewest lanes that an instruction set has.
const MIN_LANES: usize = 4;

/// Adds to the gradient of some filters' weights what some images bring.
pub struct Gradient<'a, const TAPS: usize, const OUTPUTS: usize> {
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

impl<const TAPS: usize, const OUTPUTS: usize> Kernel for Gradient<'_, TAPS, OUTPUTS>
where
    OutputGradient: Line<OUTPUTS, POINTS>,
    WeightsGradient: Line<POINTS, TAPS>,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Gradient { geometry: g, filters, x, d_z, d_weights, again, buffers } = self;
        let rows = g.out_height.div_ceil(OUTPUTS);
        let wide = g.out_width.div_ceil(OUTPUTS);
        let at_once = (TRANSFORMED / (AREA * g.depth.max(g.filters).next_multiple_of(S::LANES) * wide)).max(1);
        // Of small images several at once: their products are transformed back once.
        let images_at_once = (at_once / rows).max(1);
        let again = again && x.rows() <= images_at_once && rows <= at_once;
        for images in balanced(x.rows(), images_at_once) {
            for band in balanced(rows, at_once) {
                let tiles = Tiles { outputs: OUTPUTS, first: band.start, rows: band.len(), wide, strip: band.len() };
                let (x, d_z) = (x.part(images.clone()), d_z.part(images.clone()));
                add_band::<S, TAPS, OUTPUTS>(s, g, filters, tiles, x, d_z, d_weights, again, buffers);
            }
        }
    }
}

/// Adds what some rows of tiles of all images bring.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the operands of a product")]
fn add_band<S: Simd, const TAPS: usize, const OUTPUTS: usize>(
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
    OutputGradient: Line<OUTPUTS, POINTS>,
    WeightsGradient: Line<POINTS, TAPS>,
{
    let Buffers { laid, panel, patches, products, steps, .. } = buffers;
    let (window, lanes, of_image) = (TAPS * TAPS, S::LANES, tiles.rows * tiles.wide);
    let count = x.rows() * of_image;
    // Inputs are read as vectors, gradients one by one.
    let inputs = Panels { tiles: count, depth: g.depth, wide: 2 * lanes, lanes };
    let gradients = Panels { tiles: count, depth: filters, wide: lanes, lanes };
    // The other convolutions of a pass have made room for patches: the longer operand lies there.
    let (for_inputs, for_gradients) =
        if g.depth < g.filters { (&mut *products, &mut *patches) } else { (&mut *patches, &mut *products) };
    let (v, d) = (for_inputs.get(inputs.len()), for_gradients.get(gradients.len()));
    for image in 0..x.rows() {
        let begin = image * of_image;
        if !again {
            let planes = Planes::input(g, x.row(image));
            s.vectorize(TransformPatches { planes, tiles, begin, map: Input, places: inputs, strip: laid, to: v });
        }
        let (planes, places) = (Planes::gradient(g, filters, d_z.row(image)), gradients);
        s.vectorize(TransformPatches { planes, tiles, begin, map: OutputGradient, places, strip: laid, to: d });
    }
    for channel in (0..g.depth).step_by(inputs.wide) {
        let wide = inputs.width(channel);
        let vectors = wide / lanes;
        let taps = Taps::new(equidistant(steps, wide, count));
        for filter in (0..filters).step_by(lanes) {
            let filters = filter..(filter + lanes).min(filters);
            let product = apart(filters.len() * wide, lanes);
            let panel = panel.get(AREA * product);
            for (p, sums) in panel.chunks_exact_mut(product).enumerate() {
                let b = &v[inputs.at(0, channel) + p * inputs.point(channel)..];
                let a = &d[gradients.at(0, filter) + p * gradients.point(filter)..];
                // The gradients are further away than all else: those of the next point are on their way.
                let (_, next) = a.split_at(gradients.point(filter).min(a.len()));
                let mut ahead = &next[..next.len().min(count * lanes)];
                let mut c = Block::new(sums, filters.len(), wide, wide);
                for rows in balanced(filters.len(), max_rows::<S>(vectors)) {
                    let (a, c) = (&a[rows.start..], c.part(rows, 0..wide));
                    let lhs = Columns { step: lanes, ahead: std::mem::take(&mut ahead) };
                    tile(s, vectors, Tile { a, lhs, b, taps, c, accumulate: false });
                }
            }
            let channels = channel..(channel + wide).min(g.depth);
            for (row, filter) in filters.enumerate() {
                let d_weights = &mut d_weights[filter * g.taps()..][channels.start * window..channels.end * window];
                s.vectorize(AddTaps::<TAPS> { sums: &panel[row * wide..], product, d_weights });
            }
        }
    }
}

/// From the sums of some channels of a filter to the gradient of its taps.
struct AddTaps<'a, const TAPS: usize> {
    /// Channels side by side, points `product` apart.
    sums: &'a [f32],
    product: usize,
    /// `[channels, TAPS, TAPS]`.
    d_weights: &'a mut [f32],
}

impl<const TAPS: usize> Kernel for AddTaps<'_, TAPS>
where
    WeightsGradient: Line<POINTS, TAPS>,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let AddTaps { sums, product, d_weights } = self;
        let window = TAPS * TAPS;
        for (v, d_weights) in d_weights.chunks_mut(S::LANES * window).enumerate() {
            let mut taps = [0.0; MAX_WINDOW * MAX_LANES];
            let (read, write) =
                (Grid { row: POINTS * product, column: product }, Grid { row: TAPS * S::LANES, column: S::LANES });
            square(s, WeightsGradient, &sums[v * S::LANES..], read, &mut taps, write);
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
