//! The input under the tiles, transformed.

use super::super::Geometry;
use super::Tiles;
use super::transform::OUTPUTS;
use crate::kernels::arch::{Blocked, Grid, Kernel, Line, MAX_LANES, Simd, square};
use crate::kernels::buffer::Buffer;
use crate::kernels::gemm::transpose;
use convnet_shape::Pair;

/// Where transformed tiles lie.
pub trait Places: Copy {
    /// A tile's values of the first point, from the first channel of a vector on.
    fn at(&self, tile: usize, channel: usize) -> usize;
    /// From one point to the next.
    fn point(&self, channel: usize) -> usize;
}

/// As left operand of the outputs' products: strip by strip of tiles, in groups of as many tiles as a register tile has
/// rows; in a group point by point, block by block of a vector's channels, and tile by tile. A register tile reads all
/// of its channels one behind the other.
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
    /// Points of a tile.
    area: usize,
}

impl Patches {
    /// For `tiles` of `area` points and `depth` channels and register tiles of at most `height` rows.
    #[inline(always)]
    pub fn new<S: Simd>(depth: usize, tiles: &Tiles, area: usize, height: usize) -> Patches {
        let strip = tiles.strip * tiles.wide;
        let groups = strip.div_ceil(height);
        let (group, blocks) = (strip.div_ceil(groups), depth.div_ceil(S::LANES));
        let strips = tiles.rows.div_ceil(tiles.strip);
        Patches { lanes: S::LANES, strip, strips, group, groups, blocks, area }
    }

    /// Values of all of it.
    pub fn len(&self) -> usize {
        self.strips * self.groups * self.area * self.point()
    }

    fn point(&self) -> usize {
        self.blocks * self.block()
    }

    /// From one block of channels to the next.
    fn block(&self) -> usize {
        self.group * self.lanes
    }

    /// A point's values as left operand: rows are tiles of a group, steps are channels, from the first one of a block
    /// on. `ahead` will be read after it.
    #[inline(always)]
    pub fn operand<'a>(&self, ahead: &'a [f32]) -> Blocked<'a> {
        Blocked { block: self.block(), ahead }
    }
}

impl Places for Patches {
    #[inline(always)]
    fn at(&self, tile: usize, channel: usize) -> usize {
        let (strip, tile) = (tile / self.strip, tile % self.strip);
        let (group, tile) = (strip * self.groups + tile / self.group, tile % self.group);
        group * self.area * self.point() + channel / self.lanes * self.block() + tile * self.lanes
    }

    #[inline(always)]
    fn point(&self, _: usize) -> usize {
        Patches::point(self)
    }
}

/// As operands of the gradient's products: panel by panel of `wide` channels, in it point by point and tile by tile.
#[derive(Clone, Copy, Debug)]
pub struct Panels {
    /// Tiles.
    pub tiles: usize,
    /// Points of each.
    pub area: usize,
    /// Channels.
    pub depth: usize,
    /// Channels of a panel, whole vectors; the last one has as many vectors as it needs.
    pub wide: usize,
    /// Channels of a vector.
    pub lanes: usize,
}

impl Panels {
    /// Values of all of it.
    pub fn len(&self) -> usize {
        self.area * self.tiles * self.depth.next_multiple_of(self.lanes)
    }

    /// Channels of the panel with this one.
    #[inline(always)]
    pub fn width(&self, channel: usize) -> usize {
        (self.depth - channel / self.wide * self.wide).next_multiple_of(self.lanes).min(self.wide)
    }
}

impl Places for Panels {
    #[inline(always)]
    fn at(&self, tile: usize, channel: usize) -> usize {
        let first = channel / self.wide * self.wide;
        self.area * self.tiles * first + tile * self.width(channel) + channel - first
    }

    #[inline(always)]
    fn point(&self, channel: usize) -> usize {
        self.tiles * self.width(channel)
    }
}

/// Channels of an image or of its gradient, `[depth, height, width]`, with zeros around them.
#[derive(Clone, Copy)]
pub struct Planes<'a> {
    pub x: &'a [f32],
    pub depth: usize,
    pub height: usize,
    pub width: usize,
    /// Columns of zeros on the left, rows above.
    pub pad: Pair,
}

impl<'a> Planes<'a> {
    /// A convolution's input.
    pub fn input(g: &Geometry, x: &'a [f32]) -> Planes<'a> {
        let pad = Pair::new(g.pad_x as usize, g.pad_y as usize);
        Planes { x, depth: g.depth, height: g.height, width: g.width, pad }
    }

    /// The gradient of some filters' outputs.
    pub fn gradient(g: &Geometry, filters: usize, d_z: &'a [f32]) -> Planes<'a> {
        Planes { x: d_z, depth: filters, height: g.out_height, width: g.out_width, pad: Pair::new(0, 0) }
    }
}

/// Transforms squares of `FROM` by `FROM` values, one at each tile's upper left corner, of all channels.
pub struct TransformPatches<'a, P, L, const FROM: usize, const N: usize> {
    pub planes: Planes<'a>,
    pub tiles: Tiles,
    /// The place of the first one: how many tiles of other images lie before it.
    pub begin: usize,
    pub map: L,
    pub places: P,
    /// A vector's channels, pixel by pixel.
    pub strip: &'a mut Buffer,
    pub to: &'a mut [f32],
}

impl<P: Places, L: Line<FROM, N> + Copy, const FROM: usize, const N: usize> Kernel
    for TransformPatches<'_, P, L, FROM, N>
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformPatches { planes, tiles, begin, map, places, strip, to } = self;
        // From one tile to the next, squares may overlap.
        let rows = OUTPUTS * tiles.rows + FROM - OUTPUTS;
        let columns = OUTPUTS * tiles.wide + FROM - OUTPUTS;
        let strip = strip.get(rows * columns * S::LANES);
        // The padding stays what it is while vector after vector of channels is written between it.
        strip.fill(0.0);
        let plane = planes.height * planes.width;
        for channel in (0..planes.depth).step_by(S::LANES) {
            let end = (channel + S::LANES).min(planes.depth);
            let some = Planes { x: &planes.x[channel * plane..end * plane], depth: end - channel, ..planes };
            s.vectorize(Interleave { planes: some, first: OUTPUTS * tiles.first, rows, columns, strip });
            s.vectorize(Transform::<P, L, FROM, N> { tiles, begin, columns, map, places, channel, strip, to });
        }
    }
}

/// Turns at most a vector's channels, plane by plane, into pixels with their channels side by side: `rows` padded rows
/// from row `first` on.
pub struct Interleave<'a> {
    pub planes: Planes<'a>,
    pub first: usize,
    pub rows: usize,
    pub columns: usize,
    pub strip: &'a mut [f32],
}

impl Kernel for Interleave<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Interleave { planes: Planes { x, depth, height, width, pad }, first, rows, columns, strip } = self;
        let end = (first + rows).saturating_sub(pad.y).min(height);
        let start = first.saturating_sub(pad.y).min(end);
        let mut to = ((start + pad.y).saturating_sub(first) * columns + pad.x) * S::LANES;
        let mut column = 0;
        let (start, end) = (start * width, end * width);
        for pixel in (start..end).step_by(S::LANES) {
            let mut square = [s.splat(0.0); MAX_LANES];
            let last = (pixel + S::LANES).min(end);
            for (c, row) in square[..depth].iter_mut().enumerate() {
                *row = s.load_upto(&x[c * height * width..][pixel..last]);
            }
            transpose(s, &mut square);
            for &values in &square[..last - pixel] {
                s.store(values, &mut strip[to..]);
                to += S::LANES;
                column += 1;
                if column == width {
                    column = 0;
                    to += (columns - width) * S::LANES;
                }
            }
        }
    }
}

/// Transforms the tiles of a vector's channels.
struct Transform<'a, P, L, const FROM: usize, const N: usize> {
    tiles: Tiles,
    begin: usize,
    /// Of a row of the strip.
    columns: usize,
    map: L,
    places: P,
    /// The first channel.
    channel: usize,
    strip: &'a [f32],
    to: &'a mut [f32],
}

impl<P: Places, L: Line<FROM, N> + Copy, const FROM: usize, const N: usize> Kernel for Transform<'_, P, L, FROM, N> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Transform { tiles, begin, columns, map, places, channel, strip, to } = self;
        let (pitch, point) = (columns * S::LANES, places.point(channel));
        for tile in 0..tiles.rows * tiles.wide {
            let (y, x) = (tile / tiles.wide, tile % tiles.wide);
            let to = &mut to[places.at(begin + tile, channel)..][..(N * N - 1) * point + S::LANES];
            // So many streams are more than the machine foresees: without a hint each write waits for its line.
            for p in 0..N * N {
                s.will_write(&mut to[p * point..]);
            }
            let from = &strip[OUTPUTS * (y * pitch + x * S::LANES)..];
            let (read, write) = (Grid { row: pitch, column: S::LANES }, Grid { row: N * point, column: point });
            square(s, map, from, read, to, write);
        }
    }
}
