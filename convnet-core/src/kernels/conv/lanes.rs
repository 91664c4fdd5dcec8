//! The convolution with filters in the lanes: a pixel's inputs are broadcast, wherever they lie, so that neither a
//! stride nor a row that ends in the middle of a vector leaves lanes empty.
//!
//! In: the padded image, its columns sorted by their remainder modulo the stride, so that the pixels of a row of output
//! are neighbours for every tap; and the weights, packed with a few vectors of filters side by side, a block of taps
//! at a time or once for many images ([`pack`]). Out: sums with filters side by side, which are turned and handed on
//! filter by filter.

use super::Geometry;
use super::forward::Convolve;
use super::layout::Layout;
use crate::kernels::arch::{Kernel, MAX_LANES, Pixels, Simd, Taps, Tile, max_rows, tile};
use crate::kernels::block::Block;
use crate::kernels::blocks::{DEPTH, DEPTH_AHEAD, PIXELS, balanced};
use crate::kernels::buffer::{Buffer, Buffers};
use crate::kernels::gemm::{Mat, equidistant, pack_right, transpose, width};
use crate::kernels::pool::Plane;
use std::ops::Range;

/// Filters of a packed panel: two vectors of the widest instruction set, and whole pairs of vectors of all others.
pub const PANEL: usize = 2 * MAX_LANES;

/// Whether it takes less time than sums with pixels in the lanes. The answer depends on the sizes alone.
pub const fn pays(g: &Geometry) -> bool {
    let full = g.filters.is_multiple_of(MAX_LANES) && g.depth * g.window.x * g.window.y >= MAX_LANES;
    // Rows of a tile: with fewer, the multiply-adds wait for each other.
    let tiles = g.out_width >= 6;
    let strided = g.stride.x > 1 || g.stride.y > 1;
    full && tiles && (strided || g.out_width < MAX_LANES)
}

/// The values of a group's packed weights.
pub const fn packed(g: &Geometry) -> usize {
    g.filters.next_multiple_of(PANEL) * g.depth * g.window.x * g.window.y
}

/// Packs `weights`, `[filters, taps]`: panel by panel of filters, in it tap by tap, filters side by side, zeros behind
/// the last.
pub fn pack(g: &Geometry, weights: &[f32], packed: &mut [f32]) {
    let taps = g.taps();
    for (weights, packed) in weights.chunks(PANEL * taps).zip(packed.chunks_exact_mut(PANEL * taps)) {
        for (k, packed) in packed.chunks_exact_mut(PANEL).enumerate() {
            let filters = weights[k..].iter().step_by(taps).copied();
            packed.iter_mut().zip(filters.chain(std::iter::repeat(0.0))).for_each(|(to, from)| *to = from);
        }
    }
}

/// A convolution on one thread.
pub struct Lanes<'a, 'b> {
    pub conv: Convolve<'a>,
    pub buffers: &'b mut Buffers,
}

impl Kernel for Lanes<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Lanes { mut conv, buffers } = self;
        let g = conv.geometry;
        let origin = conv.rows.start;
        let row = g.out_width * conv.finish.pool.map_or(1, |pool| pool.stride.y);
        let rows_at_once = (PIXELS / row).max(1);
        // Of small images several at once: each panel of weights is read once for them.
        let images_at_once = (rows_at_once / conv.rows.len().max(1)).max(1);
        for images in balanced(conv.images(), images_at_once) {
            for rows in balanced(conv.rows.len(), rows_at_once) {
                let rows = origin + rows.start..origin + rows.end;
                band(s, &mut conv, images.clone(), rows, buffers);
            }
        }
    }
}

/// Rows `rows` of some images.
#[inline(always)]
fn band<S: Simd>(s: S, conv: &mut Convolve, images: Range<usize>, rows: Range<usize>, buffers: &mut Buffers) {
    let g = conv.geometry;
    let (origin, height) = (conv.rows.start, max_rows::<S>(2));
    let under = conv.under(&rows);
    let pixels = under.len() * g.out_width;
    let Buffers { laid, panel, tile: sums, products: planes, taps, steps, row: line, .. } = buffers;
    let layout = Layout::new(g, under.len().max(1), g.stride.x);
    let laid = layout.lay_all(s, g, conv.x.part(images.clone()), under.start, laid);
    layout.taps(g, 0..g.depth, taps);
    // An image's sums; whole vectors of pixels are turned.
    let room = pixels.next_multiple_of(MAX_LANES);
    let mut at = 0;
    while at < g.filters {
        let wide = width::<S>(g.filters - at, 2) * S::LANES;
        let filters = at..(at + wide).min(g.filters);
        let sums = sums.get(images.len() * room * wide);
        let depth = if conv.packed.is_empty() { DEPTH } else { DEPTH_AHEAD };
        for ks in balanced(taps.len(), depth) {
            let (b, pitch, next) = if conv.packed.is_empty() {
                let panel = panel.get(ks.len() * wide);
                let weights = Mat::new(conv.weights, g.filters, g.taps()).transposed();
                pack_right(s, weights.part(ks.clone(), filters.clone()), 2, panel);
                (&*panel, wide, &[][..])
            } else {
                let first = at / PANEL * PANEL * taps.len() + ks.start * PANEL + at % PANEL;
                let b = &conv.packed[first..];
                let (_, next) = b.split_at(ks.len() * PANEL - at % PANEL);
                (b, PANEL, &next[..next.len().min(ks.len() * PANEL)])
            };
            let steps = Taps::new(equidistant(steps, pitch, ks.len()));
            // Each image has its share of what is to come on its way.
            let share = next.len().div_ceil(images.len());
            for (image, sums) in sums.chunks_exact_mut(room * wide).enumerate() {
                let next = &next[(image * share).min(next.len())..((image + 1) * share).min(next.len())];
                let b = Right { b, taps: steps, next };
                let c = Block::new(sums, pixels, wide, wide);
                let laid = &laid[image * g.depth * layout.plane..];
                let left = Left { geometry: g, layout, laid, taps: Taps::new(&taps[ks.clone()]) };
                // Two short rows fill a tile.
                if g.out_width == SHORT && 2 * SHORT <= height {
                    multiply::<S, SHORT>(s, left, b, 2, c, ks.start > 0);
                } else {
                    multiply::<S, { usize::MAX }>(s, left, b, 1, c, ks.start > 0);
                }
            }
        }
        let planes = planes.get(S::LANES * plane(conv, pixels));
        for (image, sums) in images.clone().zip(sums.chunks_exact(room * wide)) {
            hand_on(s, conv, image, filters.clone(), Sums { sums, wide }, rows.clone(), origin, planes, line);
        }
        at += wide;
    }
}

/// Sums of some filters, which lie side by side, pixel by pixel, for whole vectors of pixels.
#[derive(Clone, Copy)]
pub struct Sums<'a> {
    pub sums: &'a [f32],
    /// From one pixel to the next.
    pub wide: usize,
}

/// The room for the sums of a filter where there are so many pixels.
pub fn plane(conv: &Convolve, pixels: usize) -> usize {
    // A pooling reads whole vectors, some of them from behind the last row.
    let slack = 2 * MAX_LANES + conv.finish.pool.map_or(0, |pool| pool.window.x);
    (pixels + slack).next_multiple_of(MAX_LANES)
}

/// Hands the sums of some filters of an image on, filter by filter. `rows`: those of the output, which begins with row
/// `origin`; `planes`: room for as many filters as there are lanes.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the end of a loop")]
pub fn hand_on<S: Simd>(
    s: S,
    conv: &mut Convolve,
    image: usize,
    filters: Range<usize>,
    Sums { sums, wide }: Sums,
    rows: Range<usize>,
    origin: usize,
    planes: &mut [f32],
    line: &mut Buffer,
) {
    let (g, under) = (conv.geometry, conv.under(&rows));
    let pixels = under.len() * g.out_width;
    let plane = plane(conv, pixels);
    for f in filters.clone().step_by(S::LANES) {
        let count = (filters.end - f).min(S::LANES);
        for p in (0..pixels).step_by(S::LANES) {
            let mut square = [s.splat(0.0); MAX_LANES];
            for (i, values) in square[..S::LANES].iter_mut().enumerate() {
                *values = s.load(&sums[(p + i) * wide + f - filters.start..]);
            }
            transpose(s, &mut square);
            for (i, &values) in square[..count].iter().enumerate() {
                s.store(values, &mut planes[i * plane + p..]);
            }
        }
        for (i, data) in planes.chunks_exact(plane).take(count).enumerate() {
            let sums = Plane { data, pitch: g.out_width, first: under.start };
            conv.write(s, image, f + i, sums, rows.clone(), origin, line);
        }
    }
}

/// A width of output that leaves room for two rows in a register tile: that of the last stage of most networks.
const SHORT: usize = 7;

/// A band of the image and some taps.
#[derive(Clone, Copy)]
struct Left<'a> {
    geometry: &'a Geometry,
    layout: Layout,
    laid: &'a [f32],
    taps: Taps<'a>,
}

/// Their weights, packed.
#[derive(Clone, Copy)]
struct Right<'a> {
    b: &'a [f32],
    taps: Taps<'a>,
    /// What will be read next, maybe from memory.
    next: &'a [f32],
}

/// The products of some taps: `c` is `[pixels, filters]`. A register tile has `rows` rows of output, of `ROW` pixels, or
/// as much as there is room for of one.
#[inline(always)]
fn multiply<S: Simd, const ROW: usize>(
    s: S,
    left: Left,
    right: Right,
    rows: usize,
    mut c: Block<f32>,
    accumulate: bool,
) {
    let Left { geometry: g, layout, laid, taps } = left;
    let pitch = g.stride.y * layout.pitch;
    let (height, columns) = (c.rows() / g.out_width, c.columns());
    // Each row of tiles has its share of what is to come on its way.
    let share = right.next.len().div_ceil(height.div_ceil(rows).max(1)).max(1);
    let mut shares = right.next.chunks(share);
    for y in (0..height).step_by(rows) {
        let more = (height - y).min(rows) - 1;
        let mut ahead = shares.next().unwrap_or_default();
        for xs in balanced(g.out_width, max_rows::<S>(2)) {
            let first = y * g.out_width + xs.start;
            let c = c.part(first..first + xs.len() + more * g.out_width, 0..columns);
            let lhs = Pixels::<ROW> { taps, pitch, ahead: std::mem::take(&mut ahead) };
            let a = &laid[y * pitch + xs.start..];
            tile(s, columns / S::LANES, Tile { a, lhs, b: right.b, taps: right.taps, c, accumulate });
        }
    }
}
