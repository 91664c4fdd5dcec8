//! The gradient of a convolution's weights behind a max pooling, without the zeros: a window passes its gradient to
//! one of its pixels only, so there is one patch to add for each window and filter.

use super::Geometry;
use super::layout::Layout;
use super::weights::write_patches;
use crate::kernels::arch::{Kernel, MAX_LANES, PICKED_VECTORS, Picked, Simd, Taps};
use crate::kernels::block::Block;
use crate::kernels::blocks::{PATCHES, balanced};
use crate::kernels::buffer::Buffers;
use convnet_shape::{Pair, PoolShape};

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
        let (pooled, area, at_once) = (pool.output.plane(), g.window.area(), PICKED_VECTORS * S::LANES);
        let mut d_weights = Block::new(d_weights, g.filters, g.taps(), g.taps());
        for channels in balanced(g.depth, (at_once / area).max(1)) {
            let flat = Geometry { window: Pair { x: 1, ..g.window }, ..*g };
            layout.taps(&flat, channels.clone(), taps);
            let offsets = Taps::new(taps);
            let columns = channels.len() * area;
            let row = columns.next_multiple_of(MAX_LANES);
            let (down, right) = (g.out_width * row, row);
            steps.clear();
            for tap in 0..pool.window.area() {
                steps.push((tap / pool.window.x * down + tap % pool.window.x * right) as u32);
            }
            for rows in balanced(pool.output.height, (PATCHES / (pool.stride.y * down)).max(1)) {
                let top = rows.start * pool.stride.y;
                let under = top..(rows.end - 1) * pool.stride.y + pool.window.y;
                let patches = panel.get(under.len() * down + 4 * MAX_LANES);
                write_patches(g, &layout, laid, offsets, under, row, patches);
                let windows = rows.start * pool.output.width..rows.end * pool.output.width;
                for at in (0..columns).step_by(at_once) {
                    let end = columns.min(at + at_once);
                    let mut sums =
                        d_weights.part(0..g.filters, channels.start * area + at..channels.start * area + end);
                    for f in 0..g.filters {
                        let picked = Picked {
                            patches: &patches[at..],
                            d: &d_y[f * pooled..][windows.clone()],
                            index: &index[f * pooled..][windows.clone()],
                            wide: pool.output.width,
                            down: pool.stride.y * down,
                            right: pool.stride.x * right,
                            taps: steps,
                            sums: sums.row(f),
                        };
                        picked.run(s);
                    }
                }
            }
        }
    }
}
