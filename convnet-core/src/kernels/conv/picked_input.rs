//! The gradient of a convolution's input behind a max pooling of 2x2, without the zeros: a window passes its gradient
//! to one of its pixels only, which passes it to the inputs under the filter.
//!
//! The inputs under a window are one more row and column than those under a pixel. Their gradients are summed over the
//! filters in registers, a row at a time: the channels stand behind each other, and so do the columns, so that the
//! weights of a row are one stretch, framed by zeros, that begins where the window's largest value says.

use super::{Geometry, flipped};
use crate::kernels::arch::{Kernel, MAX_LANES, PICKED_VECTORS, Pick, PickedRows, Simd};
use crate::kernels::block::Block;
use crate::kernels::blocks::{PICKED, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::gemm::transpose;
use crate::kernels::pool::are_pairs_within;
use convnet_shape::PoolShape;

/// Whether the gradient of the input is had so: for a stride of 1, where a convolution with flipped filters would
/// multiply by too many zeros.
pub const fn picked_input(g: &Geometry, pool: &PoolShape) -> bool {
    let ones = g.stride.x * g.stride.y * g.dilation.x * g.dilation.y == 1;
    ones && g.pad_x >= 0 && are_pairs_within(pool) && !flipped(g)
}

/// The weights of one group, framed.
struct Framed {
    /// From one row, `[window.x + 2, depth]`, to the next: half of the stretches begin where a row does, whole vectors
    /// apart.
    row: usize,
    /// The rows of one filter.
    filter: usize,
}

impl Framed {
    const fn new(g: &Geometry) -> Framed {
        let row = ((g.window.x + 2) * g.depth).next_multiple_of(MAX_LANES);
        Framed { row, filter: (g.window.y + 2) * row }
    }
}

/// The values of one group's framed weights; vectors that begin in the last row end behind it.
pub const fn framed_len(g: &Geometry) -> usize {
    g.filters * Framed::new(g).filter + MAX_LANES
}

/// Writes them: `[filters, window.y + 2, (window.x + 2, depth)]` from `[filters, depth, window.y, window.x]`.
pub fn frame(g: &Geometry, weights: &[f32], framed: &mut [f32]) {
    framed.fill(0.0);
    let lies = Framed::new(g);
    for (weights, framed) in weights.chunks_exact(g.taps()).zip(framed.chunks_exact_mut(lies.filter)) {
        for (c, weights) in weights.chunks_exact(g.window.area()).enumerate() {
            for (tap, &weight) in weights.iter().enumerate() {
                let (y, x) = (tap / g.window.x, tap % g.window.x);
                framed[(y + 1) * lies.row + (x + 1) * g.depth + c] = weight;
            }
        }
    }
}

/// Writes the gradient of one group of one image.
pub struct PickedInput<'a> {
    /// The sizes.
    pub geometry: &'a Geometry,
    /// The pooling.
    pub pool: &'a PoolShape,
    /// The weights, [framed](frame).
    pub framed: &'a [f32],
    /// The gradient behind the pooling, `[filters, pooled]`.
    pub d_y: &'a [f32],
    /// Which of a window's values was the largest, `[filters, pooled]`.
    pub index: &'a [u16],
    /// `[depth, height, width]`.
    pub d_x: &'a mut [f32],
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl Kernel for PickedInput<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let PickedInput { geometry: g, pool, framed, d_y, index, d_x, buffers } = self;
        let Buffers { picks, taps: ends, tile, .. } = buffers;
        let (lies, wide) = (Framed::new(g), pool.output.width);
        let (under, pitch) = ((g.window.x + 1) * g.depth, (g.out_width + g.window.x - 1) * g.depth);
        let sums = tile.get(g.height * pitch + MAX_LANES);
        sums.fill(0.0);
        // Filters: the rows of their weights that meet a row of inputs stay in the first-level cache.
        for filters in balanced(g.filters, (PICKED / (2 * lies.row)).max(1)) {
            let behind_pool = filters.start * pool.output.plane()..filters.end * pool.output.plane();
            pick(g, &lies, pool, &d_y[behind_pool.clone()], &index[behind_pool], picks, ends);
            let framed = &framed[filters.start * lies.filter..];
            let reach = (filters.len() - 1) * lies.filter + lies.row + g.depth;
            // Rows of the inputs under a window, then windows: each has the same rows of weights.
            for row in 0..=g.window.y {
                let mut start = 0;
                for (q, &end) in ends.iter().enumerate() {
                    let picks = &picks[start..end as usize];
                    start = end as usize;
                    let y = (2 * (q / wide) + row) as isize - g.pad_y;
                    let Some(y) = usize::try_from(y).ok().filter(|&y| y < g.height) else { continue };
                    let sums = &mut sums[y * pitch + 2 * (q % wide) * g.depth..][..under];
                    let at_once = PICKED_VECTORS * S::LANES;
                    for (part, sums) in sums.chunks_mut(at_once).enumerate() {
                        let shift = row * lies.row + part * at_once;
                        PickedRows { data: framed, shift, picks, reach, sums }.run(s);
                    }
                }
            }
        }
        // Without padding all rows are one long row.
        let whole = g.pad_x == 0 && pitch == g.width * g.depth;
        let (rows, columns) = if whole { (1, g.height * g.width) } else { (g.height, g.width) };
        for row in 0..rows {
            let sums = &sums[row * pitch + g.pad_x as usize * g.depth..];
            turn(s, sums, Block::new(&mut d_x[row * g.width..], g.depth, columns, g.height * g.width));
        }
    }
}

/// For each window the gradients that are not zero, and where their weights begin: `ends[q]` is behind those of window
/// q.
#[inline(always)]
fn pick(
    g: &Geometry,
    lies: &Framed,
    pool: &PoolShape,
    d_y: &[f32],
    index: &[u16],
    picks: &mut Vec<Pick>,
    ends: &mut Vec<u32>,
) {
    let pooled = pool.output.plane();
    // The first pixel's inputs begin behind the frame, those of the pixel to its right a column later.
    let places: [usize; 4] = std::array::from_fn(|tap| (1 - tap / 2) * lies.row + (1 - tap % 2) * g.depth);
    picks.resize(d_y.len() + 1, Pick::default());
    ends.clear();
    let mut count = 0;
    for q in 0..pooled {
        for (f, (&d, &tap)) in d_y[q..].iter().step_by(pooled).zip(index[q..].iter().step_by(pooled)).enumerate() {
            picks[count] = Pick { at: (f * lies.filter + places[usize::from(tap % 4)]) as u32, factor: d };
            count += usize::from(d != 0.0);
        }
        ends.push(count as u32);
    }
}

/// `to`: `[depth, pixels]`, the transpose of `from`, behind which there is room for a vector.
#[inline(always)]
fn turn<S: Simd>(s: S, from: &[f32], mut to: Block<f32>) {
    let (depth, pixels) = (to.rows(), to.columns());
    for p in (0..pixels).step_by(S::LANES) {
        for c in (0..depth).step_by(S::LANES) {
            let mut square = [s.splat(0.0); MAX_LANES];
            for (i, row) in square[..S::LANES.min(pixels - p)].iter_mut().enumerate() {
                *row = s.load(&from[(p + i) * depth + c..]);
            }
            transpose(s, &mut square);
            for (i, &row) in square[..S::LANES.min(depth - c)].iter().enumerate() {
                s.store_upto(row, &mut to.row(c + i)[p..]);
            }
        }
    }
}
