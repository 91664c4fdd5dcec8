//! The input under the tiles, transformed.

use super::super::Geometry;
use super::transform::{AREA, Input, OUTPUTS, POINTS, square};
use super::{Tiles, apart};
use crate::kernels::arch::{Blocked, Kernel, MAX_LANES, Simd};
use crate::kernels::buffer::Buffer;
use crate::kernels::gemm::transpose;
use std::ops::Range;

/// How transformed inputs lie: a vector's channels side by side, tile by tile, point by point, and block by block of
/// channels.
#[derive(Clone, Copy, Debug)]
pub struct Patches {
    lanes: usize,
    /// From one point to the next.
    point: usize,
    /// From one block of channels to the next.
    block: usize,
    blocks: usize,
}

impl Patches {
    /// For `count` tiles of `depth` channels.
    #[inline(always)]
    pub fn new<S: Simd>(depth: usize, count: usize) -> Patches {
        let point = apart(count * S::LANES, S::LANES);
        Patches { lanes: S::LANES, point, block: AREA * point, blocks: depth.div_ceil(S::LANES) }
    }

    /// Values of all of it.
    pub fn len(&self) -> usize {
        self.blocks * self.block
    }

    /// Where a point's values of the tiles from `tile` on begin.
    #[inline(always)]
    pub fn at(&self, point: usize, tile: usize, channel: usize) -> usize {
        channel / self.lanes * self.block + point * self.point + tile * self.lanes
    }

    /// A point's values as left operand: rows are tiles, steps are channels, from a first one of a block.
    #[inline(always)]
    pub fn operand(&self) -> Blocked {
        Blocked::new(self.lanes, self.block)
    }
}

/// Writes the transformed inputs of all channels of `x`, `[depth, height, width]`.
pub struct TransformPatches<'a> {
    pub geometry: &'a Geometry,
    pub x: &'a [f32],
    pub tiles: Tiles,
    pub layout: Patches,
    /// A block's channels, pixel by pixel.
    pub strip: &'a mut Buffer,
    pub patches: &'a mut [f32],
}

impl Kernel for TransformPatches<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformPatches { geometry: g, x, tiles, layout, strip, patches } = self;
        let (rows, columns) = tiles.under();
        let strip = strip.get(rows * columns * S::LANES);
        // The padding stays what it is while block after block of channels is written between it.
        strip.fill(0.0);
        let plane = g.height * g.width;
        for (block, patches) in patches.chunks_exact_mut(layout.block).enumerate() {
            let channels = block * S::LANES..((block + 1) * S::LANES).min(g.depth);
            let x = &x[channels.start * plane..channels.end * plane];
            s.vectorize(Interleave { geometry: g, x, tiles, strip });
            s.vectorize(Transform { tiles, layout, strip, patches });
        }
    }
}

/// The rows of the input that lie under `tiles`, as many of them as there are.
fn rows_under(g: &Geometry, tiles: Tiles) -> Range<usize> {
    let top = OUTPUTS * tiles.first;
    let end = (top + tiles.under().0).saturating_sub(g.pad_y as usize).min(g.height);
    top.saturating_sub(g.pad_y as usize).min(end)..end
}

/// Turns at most a vector's channels, plane by plane, into pixels with their channels side by side, padded.
struct Interleave<'a> {
    geometry: &'a Geometry,
    x: &'a [f32],
    tiles: Tiles,
    strip: &'a mut [f32],
}

impl Kernel for Interleave<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Interleave { geometry: g, x, tiles, strip } = self;
        let plane = g.height * g.width;
        let channels = x.len() / plane;
        let pitch = tiles.under().1;
        let rows = rows_under(g, tiles);
        let (pad_x, pad_y) = (g.pad_x as usize, g.pad_y as usize);
        let mut column = 0;
        let mut to = ((rows.start + pad_y - OUTPUTS * tiles.first) * pitch + pad_x) * S::LANES;
        let end = rows.end * g.width;
        for pixel in (rows.start * g.width..end).step_by(S::LANES) {
            let mut square = [s.splat(0.0); MAX_LANES];
            let last = (pixel + S::LANES).min(end);
            if channels == S::LANES {
                for (c, row) in square[..S::LANES].iter_mut().enumerate() {
                    *row = s.load_upto(&x[c * plane..][pixel..last]);
                }
            } else {
                for (c, row) in square[..channels].iter_mut().enumerate() {
                    *row = s.load_upto(&x[c * plane..][pixel..last]);
                }
            }
            transpose(s, &mut square);
            for &values in &square[..last - pixel] {
                s.store(values, &mut strip[to..]);
                to += S::LANES;
                column += 1;
                if column == g.width {
                    column = 0;
                    to += (pitch - g.width) * S::LANES;
                }
            }
        }
    }
}

/// Transforms the tiles of a block of channels.
struct Transform<'a> {
    tiles: Tiles,
    layout: Patches,
    strip: &'a [f32],
    patches: &'a mut [f32],
}

impl Kernel for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Transform { tiles, layout, strip, patches } = self;
        let pitch = tiles.under().1 * S::LANES;
        for tile in 0..tiles.count() {
            let (y, x) = (tile / tiles.wide, tile % tiles.wide);
            let mut d = [[s.splat(0.0); POINTS]; POINTS];
            for (i, d) in d.iter_mut().enumerate() {
                let row = &strip[(OUTPUTS * y + i) * pitch + OUTPUTS * x * S::LANES..][..POINTS * S::LANES];
                for (d, values) in d.iter_mut().zip(row.chunks_exact(S::LANES)) {
                    *d = s.load(values);
                }
            }
            let v = square(s, Input, &d);
            let to = &mut patches[tile * S::LANES..][..(AREA - 1) * layout.point + S::LANES];
            for (point, &v) in v.iter().flatten().enumerate() {
                s.store(v, &mut to[point * layout.point..]);
            }
        }
    }
}
