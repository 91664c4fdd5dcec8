//! The gradient of a convolution's weights: the output's gradient times the image's patches, summed over the pixels.
//!
//! Patches are written row by row, a pixel's taps one behind the other, some channels and some pixels at a time, so
//! that they are in cache when the tiles read them.

use super::Geometry;
use super::layout::Layout;
use crate::kernels::arch::{Kernel, MAX_LANES, Simd, Taps, gather_rows, max_rows};
use crate::kernels::block::Block;
use crate::kernels::blocks::{DEPTH, PATCHES, balanced, vectors};
use crate::kernels::buffer::Buffers;
use crate::kernels::gemm::{Mat, equidistant, panel, width};
use std::ops::Range;

/// Adds to the gradient of one group's weights what one image brings.
pub struct WeightGradient<'a> {
    /// The sizes.
    pub geometry: &'a Geometry,
    /// `[depth, height, width]`.
    pub x: &'a [f32],
    /// The gradient of the sums, `[filters, out_height, out_width]`.
    pub d_z: &'a [f32],
    /// `[filters, depth, window.y, window.x]`.
    pub d_weights: &'a mut [f32],
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl Kernel for WeightGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let WeightGradient { geometry: g, x, d_z, d_weights, buffers } = self;
        let Buffers { laid, panel: patches, taps: offsets, steps, .. } = buffers;
        let layout = Layout::new(g, g.out_height, 1);
        let laid = layout.lay(s, g, x, 0, laid);
        let d_z = Mat::new(d_z, g.filters, g.pixels());
        let (vectors, area) = (vectors::<S>(g.filters), g.window.area());
        let mut d_weights = Block::new(d_weights, g.filters, g.taps(), g.taps());
        let rows_at_once = (DEPTH / g.out_width).clamp(1, g.out_height);
        let channels_at_once = (PATCHES / (rows_at_once * g.out_width * area)).max(1);
        for channels in balanced(g.depth, channels_at_once) {
            // One offset for each channel and row of the filter: its columns are neighbours.
            let flat = Geometry { window: convnet_shape::Pair { x: 1, ..g.window }, ..*g };
            layout.taps(&flat, channels.clone(), offsets);
            let offsets = Taps::new(offsets);
            let columns = channels.len() * area;
            let row = columns.next_multiple_of(MAX_LANES);
            for rows in balanced(g.out_height, rows_at_once) {
                let pixels = rows.start * g.out_width..rows.end * g.out_width;
                let patches = patches.get(pixels.len() * row + 4 * MAX_LANES);
                write_patches(g, &layout, laid, offsets, rows, row, patches);
                let taps = Taps::new(equidistant(steps, row, pixels.len()));
                let mut at = 0;
                while at < columns {
                    let w = width::<S>(columns - at, vectors);
                    let end = (at + w * S::LANES).min(columns);
                    let c = d_weights.part(0..g.filters, channels.start * area + at..channels.start * area + end);
                    panel(s, d_z, pixels.clone(), max_rows::<S>(vectors), &patches[at..], taps, w, c, true);
                    at = end;
                }
            }
        }
    }
}

/// Writes the patches of the pixels of output rows `rows`, `row` apart. Behind the last one there is room for a vector.
#[inline(always)]
pub fn write_patches(
    g: &Geometry,
    layout: &Layout,
    laid: &[f32],
    offsets: Taps,
    rows: Range<usize>,
    row: usize,
    patches: &mut [f32],
) {
    let mut at = 0;
    for y in rows {
        for x in 0..g.out_width {
            let from = &laid[y * g.stride.y * layout.pitch + x * g.stride.x..];
            write_patch(g, offsets, from, &mut patches[at..][..row + MAX_LANES]);
            at += row;
        }
    }
}

/// Writes the taps of one pixel, `offsets` being where the filter's rows begin. Rows are copied in whole vectors: what
/// is written behind a row's end is overwritten by the next row, or belongs to no tap.
#[inline(always)]
pub fn write_patch(g: &Geometry, offsets: Taps, from: &[f32], patch: &mut [f32]) {
    let wide = g.window.x;
    match wide {
        _ if g.dilation.x > 1 => {
            for (patch, &offset) in patch.chunks_exact_mut(wide).zip(offsets.offsets()) {
                for (x, patch) in patch.iter_mut().enumerate() {
                    *patch = from[offset as usize + x * g.dilation.x];
                }
            }
        }
        0..=4 => gather_rows::<4>(from, offsets, wide, patch),
        5..=8 => gather_rows::<8>(from, offsets, wide, patch),
        9..=16 => gather_rows::<16>(from, offsets, wide, patch),
        _ => {
            for (patch, &offset) in patch.chunks_exact_mut(wide).zip(offsets.offsets()) {
                patch.copy_from_slice(&from[offset as usize..][..wide]);
            }
        }
    }
}
