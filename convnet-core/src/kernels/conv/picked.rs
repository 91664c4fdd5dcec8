//! The gradient of a convolution's weights behind a max pooling, without the zeros: a window passes its gradient to
//! one of its pixels only, so there is one patch to add for each window and filter. Patches are written down, some
//! channels and some rows at a time; those of an image of one channel as strips, which neighbours share.

use super::Geometry;
use super::layout::Layout;
use super::weights::{write_patch, write_patches};
use crate::kernels::arch::{Kernel, MAX_LANES, PICKED_VECTORS, Picked, Simd, Taps};
use crate::kernels::block::Block;
use crate::kernels::blocks::{PATCHES, balanced};
use crate::kernels::buffer::Buffers;
use convnet_shape::{Pair, PoolShape};
use std::ops::Range;

/// Whether to do it so: every window lies within the input, and there are so few that their patches are far fewer
/// multiply-adds than those of all pixels. Each reads a vector, which a register tile does once for many.
pub fn worth_picking(g: &Geometry, pool: &PoolShape) -> bool {
    let fits = |out: usize, stride: usize, window: usize, len: usize| (out - 1) * stride + window <= len;
    pool.pad.x + pool.pad.y == 0
        && fits(pool.output.width, pool.stride.x, pool.window.x, pool.input.width)
        && fits(pool.output.height, pool.stride.y, pool.window.y, pool.input.height)
        && 3 * pool.output.plane() <= g.pixels()
}

/// Adds to the gradient of one group's weights what one image brings.
pub struct PickedGradient<'a> {
    /// The sizes.
    pub geometry: &'a Geometry,
    /// The pooling.
    pub pool: &'a PoolShape,
    /// `[depth, height, width]`.
    pub x: &'a [f32],
    /// The gradient behind the pooling, `[filters, pooled]`.
    pub d_y: &'a [f32],
    /// Which tap of the pooling was the largest, `[filters, pooled]`.
    pub index: &'a [u16],
    /// `[filters, depth, window.y, window.x]`.
    pub d_weights: &'a mut [f32],
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl Kernel for PickedGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let PickedGradient { geometry: g, pool, x, d_y, index, d_weights, buffers } = self;
        let Buffers { laid, taps, steps, panel, .. } = buffers;
        let layout = Layout::new(g, g.out_height, 1);
        let laid = layout.lay(s, g, x, 0, laid);
        let area = g.window.area();
        let mut d_weights = Block::new(d_weights, g.filters, g.taps(), g.taps());
        if g.depth == 1 && g.dilation.y == 1 {
            let rows = (g.out_height - 1) * g.stride.y + g.window.y;
            layout.taps(&Geometry { window: Pair { x: 1, y: rows }, ..*g }, 0..1, taps);
            let strip = rows * g.window.x;
            let patches = panel.get(g.out_width * strip + 4 * MAX_LANES);
            write_strips(g, laid, Taps::new(taps), strip, patches);
            let lies = Lies { down: g.stride.y * g.window.x, right: strip };
            add_picked(s, pool, d_y, index, 0..pool.output.height, patches, lies, steps, d_weights);
            return;
        }
        // Channels: as many as the sums of one filter have registers for.
        for channels in balanced(g.depth, (PICKED_VECTORS * S::LANES / area).max(1)) {
            let flat = Geometry { window: Pair { x: 1, ..g.window }, ..*g };
            layout.taps(&flat, channels.clone(), taps);
            let offsets = Taps::new(taps);
            let row = (channels.len() * area).next_multiple_of(MAX_LANES);
            let lies = Lies { down: g.out_width * row, right: row };
            // Rows: their patches stay in the second-level cache.
            for rows in balanced(pool.output.height, (PATCHES / (pool.stride.y * lies.down)).max(1)) {
                let top = rows.start * pool.stride.y;
                let under = top..(rows.end - 1) * pool.stride.y + pool.window.y;
                let patches = panel.get(under.len() * lies.down + 4 * MAX_LANES);
                write_patches(g, &layout, laid, offsets, under, row, patches);
                let sums = d_weights.part(0..g.filters, channels.start * area..channels.end * area);
                add_picked(s, pool, d_y, index, rows, patches, lies, steps, sums);
            }
        }
    }
}

/// How far apart the patches of neighbouring pixels begin.
#[derive(Clone, Copy)]
struct Lies {
    down: usize,
    right: usize,
}

/// Writes, for each column of pixels of an image of one channel, the filter's columns of all rows: a patch is a stretch
/// of them, which it shares with those above and below. `rows`: where the rows begin.
#[inline(always)]
fn write_strips(g: &Geometry, laid: &[f32], rows: Taps, strip: usize, strips: &mut [f32]) {
    for x in 0..g.out_width {
        write_patch(g, rows, &laid[x * g.stride.x..], &mut strips[x * strip..][..strip + MAX_LANES]);
    }
}

/// Adds to `sums`, `[filters, ..]`, what the windows in rows `rows` of the pooling have picked from the patches of the
/// pixels under them.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the operands of one sum")]
fn add_picked<S: Simd>(
    s: S,
    pool: &PoolShape,
    d_y: &[f32],
    index: &[u16],
    rows: Range<usize>,
    patches: &[f32],
    lies: Lies,
    steps: &mut Vec<u32>,
    mut sums: Block<f32>,
) {
    let (pooled, wide) = (pool.output.plane(), pool.output.width);
    let windows = rows.start * wide..rows.end * wide;
    let (filters, columns) = (sums.rows(), sums.columns());
    steps.clear();
    for tap in 0..pool.window.area() {
        steps.push((tap / pool.window.x * lies.down + tap % pool.window.x * lies.right) as u32);
    }
    let at_once = PICKED_VECTORS * S::LANES;
    for at in (0..columns).step_by(at_once) {
        let mut sums = sums.part(0..filters, at..columns.min(at + at_once));
        for f in 0..filters {
            let picked = Picked {
                patches: &patches[at..],
                d: &d_y[f * pooled..][windows.clone()],
                index: &index[f * pooled..][windows.clone()],
                wide,
                down: pool.stride.y * lies.down,
                right: pool.stride.x * lies.right,
                taps: steps,
                sums: sums.row(f),
            };
            picked.run(s);
        }
    }
}
