//! A convolution with a max pooling of 2x2 behind it, whose sums are never written down.
//!
//! A window's four pixels see the same image, shifted by a row and a column, so the values under all their taps are
//! those of one more row and column of taps. The panel has these values for some windows, as neighbours: whatever the
//! width of the image is, vectors are full, and a window's four sums stand in the same lane. The values two rows of taps
//! further down are those of the windows below, so the panel has two rows of taps only, and for some more windows.

use super::Geometry;
use super::forward::{Convolve, Finish};
use super::layout::Layout;
use crate::kernels::Activation;
use crate::kernels::arch::{Kernel, MAX_LANES, Moves, Pooled, Simd, Taps, pooled_rows};
use crate::kernels::blocks::{PANEL, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::elementwise::{Linear, finish_in_place};
use crate::kernels::pool::are_pairs_within;
use convnet_shape::Pair;

/// What the panel has of one channel.
#[derive(Clone, Copy)]
struct Panel {
    /// Two rows of taps, and one more column: for each the values of all windows.
    places: usize,
    /// The rows of windows that the last row of taps lies further down.
    more: usize,
}

impl Panel {
    fn new(g: &Geometry) -> Panel {
        Panel { places: 2 * (g.window.x + 1), more: g.window.y / 2 }
    }

    /// How many rows and columns of windows it has at once, of `wide` columns: whole rows, or a part of one.
    fn windows<S: Simd>(self, g: &Geometry, wide: usize) -> (usize, usize) {
        let fit = PANEL / 4 / (g.depth * self.places);
        let columns = fit / (1 + self.more);
        if columns < wide {
            return (1, (columns / S::LANES * S::LANES).clamp(1, wide).max(S::LANES.min(wide)));
        }
        ((fit / wide).saturating_sub(self.more).max(1), wide)
    }
}

/// Whether [`PooledBands`] can do it, with a panel of a vector's width that stays in cache.
pub fn poolable(g: &Geometry, finish: &Finish) -> bool {
    let ones = [g.stride, g.dilation].iter().all(|pair| pair.x == 1 && pair.y == 1);
    let pairs = finish.pool.is_some_and(are_pairs_within);
    let panel = Panel::new(g);
    let values = g.depth * panel.places * (1 + panel.more) * MAX_LANES;
    ones && pairs && finish.pool_first && g.filters > 1 && values <= PANEL
}

/// The rows of such a convolution of one image, on one thread.
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
        let Buffers { laid, panel: buffer, moves, taps, steps, .. } = buffers;
        let (g, wide, origin) = (conv.geometry, conv.width(), conv.rows.start);
        let panel = Panel::new(g);
        let (rows_at_once, columns_at_once) = panel.windows::<S>(g, wide);
        let relu = conv.finish.activation == Activation::Relu;
        let floor = if relu { 0.0 } else { f32::NEG_INFINITY };
        let (mut y, mut index, mut pre) = (conv.y.block(0), conv.index.block(0), conv.pre.block(0));
        // Rows: as many as the panel has at once.
        for rows in balanced(conv.rows.len(), rows_at_once) {
            // Below the last taps there may be a row that only the panel has.
            let layout = Layout::new(g, 2 * rows.len() + (g.window.y + 1) % 2, 2);
            let laid = layout.lay(s, g, conv.x.row(0), 2 * (origin + rows.start), laid);
            layout.taps(&Geometry { window: Pair { x: g.window.x + 1, y: 2 }, ..*g }, 0..g.depth, taps);
            // Columns: the values under all taps stay in the first-level cache.
            for start in (0..wide).step_by(columns_at_once) {
                let columns = columns_at_once.min(wide - start);
                let pitch = ((rows.len() + panel.more) * columns).next_multiple_of(S::LANES);
                let channel = panel.places * pitch;
                let values = buffer.get(g.depth * channel + panel.more * columns + 2 * MAX_LANES);
                let mut moves = Moves::new(moves, columns);
                for row in 0..rows.len() + panel.more {
                    moves.push(2 * row * layout.pitch + start, row * columns, columns);
                }
                moves.gather(laid, Taps::new(taps), pitch, values);
                let place = |y: usize| y % 2 * (panel.places / 2) * pitch + y / 2 * columns;
                steps.resize(2 * g.taps(), 0);
                let (upper, lower) = steps.split_at_mut(g.taps());
                for (below, steps) in [&mut *upper, &mut *lower].into_iter().enumerate() {
                    for (c, steps) in steps.chunks_exact_mut(g.window.area()).enumerate() {
                        for (y, steps) in steps.chunks_exact_mut(g.window.x).enumerate() {
                            let row = c * channel + place(y + below);
                            steps.iter_mut().enumerate().for_each(|(x, step)| *step = (row + x * pitch) as u32);
                        }
                    }
                }
                let (taps, below) = (Taps::new(upper), Taps::new(lower));
                let windows = rows.start * wide + start..(rows.end - 1) * wide + start + columns;
                // Filters: all of a panel, as many at once as there are registers for.
                for filters in balanced(g.filters, pooled_rows::<S>()) {
                    let bias = if conv.finish.bias.is_empty() { &[] } else { &conv.finish.bias[filters.clone()] };
                    let kept = if index.rows() > 0 { filters.clone() } else { 0..0 };
                    let tile = Pooled {
                        weights: &conv.weights[filters.start * g.taps()..],
                        row: g.taps(),
                        panel: values,
                        taps,
                        below,
                        right: pitch,
                        bias,
                        floor,
                        y: y.part(filters, windows.clone()),
                        index: index.part(kept, windows.clone()),
                    };
                    tile.run(s);
                }
            }
        }
        if !relu && conv.finish.activation != Activation::Identity {
            for f in 0..g.filters {
                let pre = if pre.rows() > 0 { pre.row(f) } else { &mut [] };
                finish_in_place(s, conv.finish.activation, Linear::SAME, y.row(f), pre);
            }
        }
    }
}
