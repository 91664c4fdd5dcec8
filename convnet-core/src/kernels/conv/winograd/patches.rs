//! The input under the tiles, transformed.

use super::super::Geometry;
use super::Tiles;
use super::transform::{AREA, Input, OUTPUTS, POINTS};
use crate::kernels::arch::{Blocked, Grid, Kernel, MAX_LANES, Simd, square};
use crate::kernels::buffer::Buffer;
use crate::kernels::gemm::transpose;
use std::ops::Range;

/// How transformed inputs lie: strip by strip of tiles, in groups of as many tiles as a register tile has rows; in a
/// group point by point, block by block of a vector's channels, and tile by tile. A register tile reads all of its
/// channels one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Patches {
    lanes: usize,
    /// Tiles in a strip; the last one may have fewer.
    strip: usize,
    strips: usize,
    /// Tiles in a group; the last one of a strip may have fewer.
    pub group: usize,
    groups: usize,
    blocks: usize,
}

impl Patches {
    /// For `tiles` of `depth` channels and register tiles of at most `height` rows.
    #[inline(always)]
    pub fn new<S: Simd>(depth: usize, tiles: &Tiles, height: usize) -> Patches {
        let strip = tiles.strip * tiles.wide;
        let groups = strip.div_ceil(height);
        let (group, blocks) = (strip.div_ceil(groups), depth.div_ceil(S::LANES));
        Patches { lanes: S::LANES, strip, strips: tiles.rows.div_ceil(tiles.strip), group, groups, blocks }
    }

    /// Values of all of it.
    pub fn len(&self) -> usize {
        self.strips * self.groups * AREA * self.point()
    }

    /// From one point to the next.
    fn point(&self) -> usize {
        self.blocks * self.block()
    }

    /// From one block of channels to the next.
    fn block(&self) -> usize {
        self.group * self.lanes
    }

    /// Where a tile's values of a point begin, from the first channel of a block on.
    #[inline(always)]
    pub fn at(&self, tile: usize, point: usize, channel: usize) -> usize {
        let (strip, tile) = (tile / self.strip, tile % self.strip);
        let (group, tile) = (strip * self.groups + tile / self.group, tile % self.group);
        (group * AREA + point) * self.point() + channel / self.lanes * self.block() + tile * self.lanes
    }

    /// A point's values as left operand: rows are tiles of a group, steps are channels, from the first one of a block
    /// on.
    #[inline(always)]
    pub fn operand(&self) -> Blocked {
        Blocked { block: self.block() }
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
        for first in (0..g.depth).step_by(S::LANES) {
            let channels = first..(first + S::LANES).min(g.depth);
            let x = &x[channels.start * plane..channels.end * plane];
            s.vectorize(Interleave { geometry: g, x, tiles, strip });
            s.vectorize(Transform { tiles, layout, channel: first, strip, patches });
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
    /// The first channel.
    channel: usize,
    strip: &'a [f32],
    patches: &'a mut [f32],
}

impl Kernel for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Transform { tiles, layout, channel, strip, patches } = self;
        let step = layout.point();
        let pitch = tiles.under().1 * S::LANES;
        for tile in 0..tiles.rows * tiles.wide {
            let (y, x) = (tile / tiles.wide, tile % tiles.wide);
            let to = &mut patches[layout.at(tile, 0, channel)..][..(AREA - 1) * step + S::LANES];
            // So many streams are more than the machine foresees: without a hint each write waits for its line.
            for point in 0..AREA {
                s.will_write(&mut to[point * step..]);
            }
            let from = &strip[OUTPUTS * y * pitch + OUTPUTS * x * S::LANES..];
            let (read, write) = (Grid { row: pitch, column: S::LANES }, Grid { row: POINTS * step, column: step });
            square(s, Input, from, read, to, write);
        }
    }
}
