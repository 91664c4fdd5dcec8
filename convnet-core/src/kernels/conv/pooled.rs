//! A convolution with a max pooling of 2x2 behind it, whose sums are never written down.
//!
//! A window's four pixels see the same image, shifted by a row and a column, so the values under all their taps are
//! those of one more row and column of taps. The panel has these values for some windows, each tap's as neighbours:
//! whatever the width of the image is, vectors are full, and a window's four sums stand in the same lane.

use super::Geometry;
use super::forward::{Convolve, Finish};
use super::layout::Layout;
use crate::kernels::Activation;
use crate::kernels::arch::{Kernel, MAX_LANES, MOVED, Moves, Pooled, Simd, Taps, pooled_rows};
use crate::kernels::blocks::{BAND, PANEL, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::elementwise::{Linear, finish_in_place};
use crate::kernels::pool::are_pairs_within;
use convnet_shape::Pair;

/// The filter with one more row and column of taps.
fn widened(g: &Geometry) -> Geometry {
    Geometry { window: Pair { x: g.window.x + 1, y: g.window.y + 1 }, ..*g }
}

/// Whether [`PooledBands`] can do it, with a panel of a vector's width that stays in cache.
pub fn poolable(g: &Geometry, finish: &Finish) -> bool {
    let ones = [g.stride, g.dilation].iter().all(|pair| pair.x == 1 && pair.y == 1);
    let pairs = finish.pool.is_some_and(are_pairs_within);
    ones && pairs && finish.pool_first && g.filters > 1 && widened(g).taps() * MAX_LANES <= PANEL
}

/// The rows of such a convolution, on one thread.
pub struct PooledBands<'a, 'b> {
    /// What is to be done.
    pub conv: Convolve<'a>,
    /// Working memory.
    pub buffers: &'b mut Buffers,
}

impl Kernel for PooledBands<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let PooledBands { mut conv, buffers } = self;
        let Buffers { laid, panel, taps, steps, .. } = buffers;
        let (g, wide, origin) = (conv.geometry, conv.width(), conv.rows.start);
        let values = widened(g);
        let relu = conv.finish.activation == Activation::Relu;
        let floor = if relu { 0.0 } else { f32::NEG_INFINITY };
        // Bands: the padded input stays in the second-level cache.
        for rows in balanced(conv.rows.len(), (BAND / (2 * g.depth * (g.out_width + g.window.x))).max(1)) {
            let layout = Layout::new(g, 2 * rows.len(), 2);
            let laid = layout.lay(s, g, conv.x, 2 * (origin + rows.start), laid);
            layout.taps(&values, 0..1, taps);
            let windows = rows.len() * wide;
            // Panels: as many windows as fit in the first-level cache with the values of all their taps.
            let fit = (PANEL / 4 / values.taps()).min(MOVED) / S::LANES;
            for vectors in balanced(windows.div_ceil(S::LANES), fit.max(1)) {
                let (start, end) = (vectors.start * S::LANES, windows.min(vectors.end * S::LANES));
                let pitch = vectors.len() * S::LANES;
                let panel = panel.get(values.taps() * pitch + MAX_LANES);
                let mut moves = Moves::new(wide);
                let mut at = start;
                while at < end {
                    let (y, x) = (at / wide, at % wide);
                    let len = (wide - x).min(end - at);
                    moves.push(2 * y * layout.pitch + x, at - start, len);
                    at += len;
                }
                let channel = values.window.area() * pitch;
                for c in 0..g.depth {
                    moves.gather(&laid[c * layout.plane..], Taps::new(taps), pitch, &mut panel[c * channel..]);
                }
                steps.clear();
                for (c, y) in (0..g.depth).flat_map(|c| (0..g.window.y).map(move |y| (c, y))) {
                    let row = c * channel + y * values.window.x * pitch;
                    steps.extend((0..g.window.x).map(|x| (row + x * pitch) as u32));
                }
                // Filters: all of a panel, as many at once as there are registers for.
                let columns = rows.start * wide + start..rows.start * wide + end;
                for filters in balanced(g.filters, pooled_rows::<S>()) {
                    let bias = if conv.finish.bias.is_empty() { &[] } else { &conv.finish.bias[filters.clone()] };
                    let kept = if conv.index.rows() > 0 { filters.clone() } else { 0..0 };
                    let tile = Pooled {
                        weights: &conv.weights[filters.start * g.taps()..],
                        row: g.taps(),
                        panel,
                        taps: Taps::new(steps),
                        right: pitch,
                        down: values.window.x * pitch,
                        bias,
                        floor,
                        y: conv.y.part(filters, columns.clone()),
                        index: conv.index.part(kept, columns.clone()),
                    };
                    tile.run(s);
                }
            }
        }
        if !relu && conv.finish.activation != Activation::Identity {
            for f in 0..g.filters {
                let pre = if conv.pre.rows() > 0 { conv.pre.row(f) } else { &mut [] };
                finish_in_place(s, conv.finish.activation, Linear::SAME, conv.y.row(f), pre);
            }
        }
    }
}
