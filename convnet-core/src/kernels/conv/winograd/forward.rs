//! The convolution: for a band of rows all channels' inputs, and then filter after filter.

use super::super::Geometry;
use super::super::forward::Convolve;
use super::filters::TransformFilters;
use super::patches::{Patches, Places, Planes, TransformPatches};
use super::transform::{Chosen, Input, OUTPUTS, Output, Points};
use super::{Tiles, apart};
use crate::kernels::arch::{Grid, Kernel, MAX_LANES, Simd, Taps, Tile, max_rows, square, tile};
use crate::kernels::block::Block;
use crate::kernels::blocks::{CHANNELS, TRANSFORMED, balanced};
use crate::kernels::buffer::{Buffer, Buffers};
use crate::kernels::gemm::{equidistant, transpose, width};
use crate::kernels::pool::Plane;
use std::ops::Range;

/// A convolution on one thread, of `TAPS` taps and `N` points in one dimension.
pub struct Minimal<'a, 'b, const TAPS: usize, const N: usize> {
    pub conv: Convolve<'a>,
    pub buffers: &'b mut Buffers,
}

impl<const TAPS: usize, const N: usize> Kernel for Minimal<'_, '_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Minimal { mut conv, buffers } = self;
        let g = conv.geometry;
        let stride = conv.finish.pool.map_or(1, |pool| pool.stride.y);
        let row_of_tiles = N * N * g.depth.next_multiple_of(S::LANES) * g.out_width.div_ceil(OUTPUTS);
        let at_once = (OUTPUTS * (TRANSFORMED / row_of_tiles) / stride).max(1);
        // Bands that begin with a tile compute none twice.
        let at_once = if at_once > OUTPUTS { at_once / OUTPUTS * OUTPUTS } else { at_once };
        // Of small images several at once: each filter is transformed once for them.
        let images_at_once = (at_once / conv.rows.len().next_multiple_of(OUTPUTS)).max(1);
        for images in balanced(conv.images(), images_at_once) {
            for start in conv.rows.clone().step_by(at_once) {
                let rows = start..(start + at_once).min(conv.rows.end);
                band::<S, TAPS, N>(s, &mut conv, images.clone(), rows, buffers);
            }
        }
    }
}

/// Rows `rows` of some images.
#[inline(always)]
fn band<S: Simd, const TAPS: usize, const N: usize>(
    s: S,
    conv: &mut Convolve,
    images: Range<usize>,
    rows: Range<usize>,
    buffers: &mut Buffers,
) where
    Points<N>: Chosen,
{
    let (g, origin) = (conv.geometry, conv.rows.start);
    let under = conv.under(&rows);
    let of_image = Tiles::over(g, &under);
    let tiles = of_image.times(images.len());
    let prepared = conv.prepared;
    let vectors = vectors::<S>(if prepared.is_empty() { tiles.rows * tiles.wide } else { super::tiles(g) });
    let layout = Patches::new::<S>(g.depth, &tiles, N * N, max_rows::<S>(vectors));
    let mut patches = std::mem::take(&mut buffers.patches);
    let v = patches.get(layout.len());
    for (i, image) in images.clone().enumerate() {
        s.vectorize(TransformPatches {
            planes: Planes::input(g, conv.x.row(image)),
            tiles: of_image,
            begin: i * of_image.rows * of_image.wide,
            map: Input,
            places: layout,
            strip: &mut buffers.laid,
            to: v,
        });
    }
    // A pooling reads whole vectors, some of them from behind the last row.
    let slack = 2 * MAX_LANES + conv.finish.pool.map_or(0, |pool| pool.window.x);
    let plane = of_image.rows * OUTPUTS * tiles.pitch();
    let len_of_sums = images.len() * plane;
    let mut sums = std::mem::take(&mut buffers.tile);
    let mut ready = 0;
    for (filters, wide) in panels::<S>(g.filters, vectors) {
        let len = if prepared.is_empty() { 0 } else { N * N * apart(g.depth * wide, S::LANES) };
        let prepared = &prepared[ready..][..len];
        ready += len;
        let sums = sums.get(filters.len() * len_of_sums + slack);
        let weights = conv.weights;
        s.vectorize(Sums::<TAPS, N> {
            geometry: g,
            weights,
            packed: conv.packed,
            prepared,
            filters: filters.clone(),
            wide,
            tiles,
            layout,
            patches: v,
            sums,
            buffers,
        });
        for (i, f) in filters.enumerate() {
            for (number, image) in images.clone().enumerate() {
                let data = &sums[i * len_of_sums + number * plane..][..plane + slack];
                let plane = Plane { data, pitch: tiles.pitch(), first: OUTPUTS * tiles.first };
                conv.write(s, image, f, plane, rows.clone(), origin, &mut buffers.row);
            }
        }
    }
    buffers.tile = sums;
    buffers.patches = patches;
}

/// Vectors of filters of a panel, for so many tiles.
#[inline(always)]
fn vectors<S: Simd>(tiles: usize) -> usize {
    if tiles <= max_rows::<S>(4) { 4 } else { 2 }
}

/// Filters that are worked on at once, and for how many there is room.
#[inline(always)]
fn panels<S: Simd>(filters: usize, vectors: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let wide = width::<S>(filters - at, vectors) * S::LANES;
        let panel = at..(at + wide).min(filters);
        at = panel.end;
        (!panel.is_empty()).then_some((panel, wide))
    })
}

/// Transforms the filters of a convolution of one image after the other, which it then has as [`Convolve::prepared`].
pub struct Prepare<'a, const TAPS: usize, const N: usize> {
    pub geometry: &'a Geometry,
    pub weights: &'a [f32],
    pub to: &'a mut Buffer,
}

impl<const TAPS: usize, const N: usize> Kernel for Prepare<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    /// The number of values.
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> usize {
        let Prepare { geometry: g, weights, to } = self;
        let vectors = vectors::<S>(super::tiles(g));
        let point = |wide| apart(g.depth * wide, S::LANES);
        let len = panels::<S>(g.filters, vectors).map(|(_, wide)| N * N * point(wide)).sum();
        let mut to = to.get(len);
        for (filters, wide) in panels::<S>(g.filters, vectors) {
            let point = point(wide);
            let (panel, rest) = to.split_at_mut(N * N * point);
            let channels = 0..g.depth;
            s.vectorize(TransformFilters::<TAPS, N> {
                geometry: g,
                weights,
                packed: &[],
                filters,
                channels,
                wide,
                point,
                to: panel,
            });
            to = rest;
        }
        len
    }
}

/// The sums of some filters: `[filters, rows of outputs, pitch]`.
struct Sums<'a, 'b, const TAPS: usize, const N: usize> {
    geometry: &'a Geometry,
    weights: &'a [f32],
    /// The same with filters side by side, or nothing.
    packed: &'a [f32],
    /// They, transformed, or nothing.
    prepared: &'a [f32],
    filters: Range<usize>,
    /// Filters that a panel has room for.
    wide: usize,
    tiles: Tiles,
    layout: Patches,
    patches: &'a [f32],
    sums: &'a mut [f32],
    buffers: &'b mut Buffers,
}

impl<const TAPS: usize, const N: usize> Kernel for Sums<'_, '_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Sums { geometry: g, weights, packed, prepared, filters, wide, tiles, layout, patches, sums, buffers } =
            self;
        let Buffers { laid: line, panel, products, steps, .. } = buffers;
        let line = line.get((OUTPUTS * tiles.pitch()).next_multiple_of(S::LANES) * S::LANES);
        let vectors = wide / S::LANES;
        // With many channels all strips' sums wait in memory for the next ones.
        let strips = tiles.rows.div_ceil(tiles.strip);
        let product = apart(tiles.strip * tiles.wide * wide, S::LANES);
        let one = N * N * product;
        let products = products.get(if g.depth <= CHANNELS { one } else { strips * one });
        let at_once = g.depth.div_ceil(g.depth.div_ceil(CHANNELS)).next_multiple_of(MAX_LANES);
        for from in (0..g.depth).step_by(at_once) {
            let channels = from..(from + at_once).min(g.depth);
            let point = apart(channels.len() * wide, S::LANES);
            let panel = if prepared.is_empty() {
                let panel = panel.get(N * N * point);
                let (filters, channels, to) = (filters.clone(), channels.clone(), &mut *panel);
                s.vectorize(TransformFilters::<TAPS, N> {
                    geometry: g,
                    weights,
                    packed,
                    filters,
                    channels,
                    wide,
                    point,
                    to,
                });
                &*panel
            } else {
                prepared
            };
            let taps = Taps::new(equidistant(steps, wide, channels.len()));
            for strip in 0..strips {
                let rows = strip * tiles.strip..((strip + 1) * tiles.strip).min(tiles.rows);
                let (first, count) = (rows.start * tiles.wide, rows.len() * tiles.wide);
                let products = if g.depth <= CHANNELS { &mut *products } else { &mut products[strip * one..][..one] };
                for (p, (b, c)) in panel.chunks_exact(point).zip(products.chunks_exact_mut(product)).enumerate() {
                    let mut c = Block::new(c, count, wide, wide);
                    let operand = |at: usize, p: usize| {
                        &patches[(layout.at(first + at, from) + p * layout.point(from)).min(patches.len())..]
                    };
                    for at in (0..count).step_by(layout.group) {
                        let end = (at + layout.group).min(count);
                        // The inputs are further away than all else: those of the next tile are on their way.
                        let next = if end < count { operand(end, p) } else { operand(0, p + 1) };
                        let ahead = &next[..next.len().min(channels.len() * layout.group)];
                        let (a, lhs, c) = (operand(at, p), layout.operand(ahead), c.part(at..end, 0..wide));
                        tile(s, vectors, Tile { a, lhs, b, taps, c, accumulate: from > 0 });
                    }
                }
                if channels.end == g.depth {
                    let filters = filters.len();
                    s.vectorize(Outputs::<N> { filters, wide, tiles, rows, product, products, strip: line, sums });
                }
            }
        }
    }
}

/// From the products of some rows of tiles to their outputs.
struct Outputs<'a, const N: usize> {
    filters: usize,
    wide: usize,
    tiles: Tiles,
    rows: Range<usize>,
    /// From one point to the next.
    product: usize,
    products: &'a [f32],
    /// A row of tiles of a vector's filters, pixel by pixel.
    strip: &'a mut [f32],
    sums: &'a mut [f32],
}

impl<const N: usize> Kernel for Outputs<'_, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Outputs { filters, wide, tiles, rows, product, products, strip, sums } = self;
        let (pitch, len) = (tiles.pitch(), tiles.rows * OUTPUTS * tiles.pitch());
        for (i, row) in rows.enumerate() {
            for v in (0..filters).step_by(S::LANES) {
                for x in 0..tiles.wide {
                    let from = &products[(i * tiles.wide + x) * wide + v..][..(N * N - 1) * product + S::LANES];
                    let to = &mut strip[OUTPUTS * x * S::LANES..];
                    let (read, write) =
                        (Grid { row: N * product, column: product }, Grid { row: pitch * S::LANES, column: S::LANES });
                    square::<S, _, N, OUTPUTS>(s, Output, from, read, to, write);
                }
                // Filter by filter again.
                let count = (filters - v).min(S::LANES);
                for (pixels, at) in strip.chunks_exact(S::LANES * S::LANES).zip((0..).step_by(S::LANES)) {
                    let mut square = [s.splat(0.0); MAX_LANES];
                    for (square, values) in square.iter_mut().zip(pixels.chunks_exact(S::LANES)) {
                        *square = s.load(values);
                    }
                    transpose(s, &mut square);
                    for (f, &values) in square[..count].iter().enumerate() {
                        let to = &mut sums[(v + f) * len + row * OUTPUTS * pitch..][..OUTPUTS * pitch];
                        s.store_upto(values, &mut to[at..]);
                    }
                }
            }
        }
    }
}
