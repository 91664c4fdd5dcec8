//! Max pooling of one channel, forward and back.
//!
//! Windows whose columns all lie within the input are taken a vector of neighbours at a time, the ones that reach into
//! the padding one by one. As in PyTorch the first of several equal values counts, and a NaN is larger than any number.

use super::arch::{Kernel, Simd};
use convnet_shape::PoolShape;
use std::ops::Range;

/// Some rows of one channel before pooling.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// From the first of the rows on; may go on behind the last.
    pub data: &'a [f32],
    /// From one row to the next.
    pub pitch: usize,
    /// Which row of the image the first one is.
    pub first: usize,
}

/// The maxima of the windows in output rows `rows`, and which tap each of them was, where `index` is as long as `y`;
/// else it is empty. `y`: `[rows.len(), output.width]`.
#[inline(always)]
pub fn max_pool<S: Simd>(s: S, shape: &PoolShape, x: Plane, rows: Range<usize>, y: &mut [f32], index: &mut [u16]) {
    let wide = shape.output.width;
    let keep = !index.is_empty();
    if are_pairs_within(shape) {
        return if keep {
            pairs::<S, true>(s, wide, x, rows, y, index)
        } else {
            pairs::<S, false>(s, wide, x, rows, y, index)
        };
    }
    // The columns of outputs whose windows lie within the input's columns.
    let within = shape.pad.x.div_ceil(shape.stride.x).min(wide);
    let fits = (shape.input.width + shape.pad.x + 1).saturating_sub(shape.window.x).div_ceil(shape.stride.x);
    let within = within..fits.clamp(within, wide);
    for (i, row) in rows.enumerate() {
        let y = &mut y[i * wide..][..wide];
        let index = if keep { &mut index[i * wide..][..wide] } else { &mut [] };
        let window = Window::new(shape, row);
        let vectors_end = window.vectors::<S>(&x, within.clone());
        for at in within.clone().step_by(S::LANES).filter(|&at| at < vectors_end) {
            let end = (at + S::LANES).min(vectors_end);
            if keep {
                let (best, tap) = window.vector(s, &x, at);
                s.store_upto(best, &mut y[at..end]);
                s.store_u16_upto(tap, &mut index[at..end]);
            } else {
                s.store_upto(window.largest(s, &x, at), &mut y[at..end]);
            }
        }
        for at in (0..within.start).chain(vectors_end..wide) {
            let (best, tap) = window.single(&x, at);
            y[at] = best;
            if keep {
                index[at] = tap;
            }
        }
    }
}

/// Whether windows are 2x2, do not overlap, and all lie within the input.
pub const fn are_pairs_within(shape: &PoolShape) -> bool {
    let (x, y) = (shape.input, shape.output);
    is_pairs(shape) && 2 * y.height <= x.height && 2 * y.width <= x.width
}

/// Whether windows are 2x2 and neither overlap nor reach into a padding on the left or above.
const fn is_pairs(shape: &PoolShape) -> bool {
    let (window, stride) = (shape.window, shape.stride);
    window.x == 2 && window.y == 2 && stride.x == 2 && stride.y == 2 && shape.pad.x + shape.pad.y == 0
}

/// [`max_pool`] with windows of 2x2 that all lie within the input. Vectors go over a row's end, and the next row
/// overwrites it.
#[inline(always)]
fn pairs<S: Simd, const KEEP: bool>(s: S, wide: usize, x: Plane, rows: Range<usize>, y: &mut [f32], index: &mut [u16]) {
    let tags = [s.splat(0.0), s.splat(1.0), s.splat(2.0), s.splat(3.0)];
    for (i, row) in rows.enumerate() {
        let above = &x.data[(2 * row - x.first) * x.pitch..];
        let below = &above[x.pitch..];
        for at in (0..wide).step_by(S::LANES) {
            let pair = |row: &[f32]| {
                let row = &row[(2 * at).min(row.len())..];
                (s.load_upto(row), s.load_upto(&row[S::LANES.min(row.len())..]))
            };
            let ((a0, a1), (b0, b1)) = (pair(above), pair(below));
            let ((a0, a1), (b0, b1)) = (s.unzip(a0, a1), s.unzip(b0, b1));
            let (mut best, mut tag) = (a0, tags[0]);
            (best, tag) = s.take_greater(a1, tags[1], best, tag);
            (best, tag) = s.take_greater(b0, tags[2], best, tag);
            (best, tag) = s.take_greater(b1, tags[3], best, tag);
            s.store_upto(best, &mut y[i * wide + at..]);
            if KEEP {
                s.store_u16_upto(tag, &mut index[i * wide + at..]);
            }
        }
    }
}

/// The windows of one row of outputs.
struct Window<'a> {
    shape: &'a PoolShape,
    /// The row of the image in which they begin, plus the padding.
    top: usize,
    /// Their rows that lie within the image.
    rows: Range<usize>,
}

impl Window<'_> {
    #[inline(always)]
    fn new(shape: &PoolShape, row: usize) -> Window<'_> {
        let top = row * shape.stride.y;
        let start = shape.pad.y.saturating_sub(top).min(shape.window.y);
        let end = (shape.input.height + shape.pad.y).saturating_sub(top).clamp(start, shape.window.y);
        Window { shape, top, rows: start..end }
    }

    /// Where tap (ty, 0) of a window that begins `column` columns behind the left padding lies in `x`.
    #[inline(always)]
    fn at(&self, x: &Plane, ty: usize, column: usize) -> usize {
        (self.top + ty - self.shape.pad.y - x.first) * x.pitch + column
    }

    /// The end of the outputs in `within` that [`vector`](Window::vector) and [`largest`](Window::largest) can make
    /// without reading behind `x`.
    #[inline(always)]
    fn vectors<S: Simd>(&self, x: &Plane, within: Range<usize>) -> usize {
        let stride = self.shape.stride.x;
        if self.rows.is_empty() || stride > 2 {
            return within.start;
        }
        let last = self.at(x, self.rows.end - 1, self.shape.window.x - 1);
        let reads = |at: usize| last + at * stride - self.shape.pad.x + stride * S::LANES;
        let chunks = within.clone().step_by(S::LANES).take_while(|&at| reads(at) <= x.data.len()).count();
        (within.start + chunks * S::LANES).min(within.end)
    }

    /// The maxima and taps of `LANES` neighbours from output `at` on.
    #[inline(always)]
    fn vector<S: Simd>(&self, s: S, x: &Plane, at: usize) -> (S::V, S::V) {
        let shape = self.shape;
        let column = at * shape.stride.x - shape.pad.x;
        let first = s.splat((self.rows.start * shape.window.x) as f32);
        let (mut best, mut best_tap) = (s.splat(f32::NEG_INFINITY), first);
        let mut tag = first;
        let one = s.splat(1.0);
        for ty in self.rows.clone() {
            let row = &x.data[self.at(x, ty, column)..];
            let mut tx = 0;
            while tx < shape.window.x {
                if shape.stride.x == 1 {
                    (best, best_tap) = s.take_greater(s.load(&row[tx..]), tag, best, best_tap);
                    tag = s.add(tag, one);
                    tx += 1;
                } else {
                    // Two vectors hold tap tx in their even lanes and tap tx + 1 in their odd ones.
                    let (even, odd) = s.unzip(s.load(&row[tx..]), s.load_upto(&row[tx + S::LANES..]));
                    (best, best_tap) = s.take_greater(even, tag, best, best_tap);
                    tag = s.add(tag, one);
                    if tx + 1 < shape.window.x {
                        (best, best_tap) = s.take_greater(odd, tag, best, best_tap);
                        tag = s.add(tag, one);
                    }
                    tx += 2;
                }
            }
        }
        (best, best_tap)
    }

    /// The maxima alone: first of each column, of which neighbours share some.
    #[inline(always)]
    fn largest<S: Simd>(&self, s: S, x: &Plane, at: usize) -> S::V {
        let (width, stride) = (self.shape.window.x, self.shape.stride.x);
        let column = at * stride - self.shape.pad.x;
        let mut best = s.splat(f32::NEG_INFINITY);
        let mut tx = 0;
        while tx < width {
            let first = self.columns(s, x, column + tx);
            if stride == 1 {
                best = s.max_or_nan(first, best);
                tx += 1;
                continue;
            }
            // Two vectors hold tap tx in their even lanes and tap tx + 1 in their odd ones.
            let (even, odd) = s.unzip(first, self.columns(s, x, column + tx + S::LANES));
            best = s.max_or_nan(even, best);
            if tx + 1 < width {
                best = s.max_or_nan(odd, best);
            }
            tx += 2;
        }
        best
    }

    /// The maxima of the windows' rows in `LANES` columns of the input.
    #[inline(always)]
    fn columns<S: Simd>(&self, s: S, x: &Plane, column: usize) -> S::V {
        let mut best = s.load(&x.data[self.at(x, self.rows.start, column)..]);
        for ty in self.rows.start + 1..self.rows.end {
            best = s.max_or_nan(s.load(&x.data[self.at(x, ty, column)..]), best);
        }
        best
    }

    /// The maximum and tap of output `at`.
    #[inline(always)]
    fn single(&self, x: &Plane, at: usize) -> (f32, u16) {
        let shape = self.shape;
        let left = at * shape.stride.x;
        let start = shape.pad.x.saturating_sub(left).min(shape.window.x);
        let end = (shape.input.width + shape.pad.x).saturating_sub(left).clamp(start, shape.window.x);
        let (mut best, mut best_tap) = (f32::NEG_INFINITY, self.rows.start * shape.window.x + start);
        for ty in self.rows.clone() {
            for tx in start..end {
                let value = x.data[self.at(x, ty, left + tx - shape.pad.x)];
                if value > best || value.is_nan() {
                    (best, best_tap) = (value, ty * shape.window.x + tx);
                }
            }
        }
        (best, best_tap as u16)
    }
}

/// Max pooling of whole channels. `x`: `[depth, height, width]`, `y`: `[depth, ..]`; `index` is as long or empty.
pub struct MaxPool<'a> {
    /// The shapes.
    pub shape: &'a PoolShape,
    /// Input.
    pub x: &'a [f32],
    /// Output.
    pub y: &'a mut [f32],
    /// Taps.
    pub index: &'a mut [u16],
}

impl Kernel for MaxPool<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let (plane, pooled) = (self.shape.input.plane(), self.shape.output.plane());
        for (c, y) in self.y.chunks_exact_mut(pooled).enumerate() {
            let x = Plane { data: &self.x[c * plane..], pitch: self.shape.input.width, first: 0 };
            let index = if self.index.is_empty() { &mut [] } else { &mut self.index[c * pooled..][..pooled] };
            max_pool(s, self.shape, x, 0..self.shape.output.height, y, index);
        }
    }
}

/// The gradient before pooling from the one behind it, channel by channel. `d_y`, `index`: `[depth, pooled]`,
/// `d_x`: `[depth, plane]`, overwritten.
pub struct Unpool<'a> {
    /// The shapes.
    pub shape: &'a PoolShape,
    /// Taps of the maxima.
    pub index: &'a [u16],
    /// The gradient of the output.
    pub d_y: &'a [f32],
    /// The gradient of the input.
    pub d_x: &'a mut [f32],
}

impl Kernel for Unpool<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let shape = self.shape;
        let (plane, pooled) = (shape.input.plane(), shape.output.plane());
        let planes = self.d_y.chunks_exact(pooled).zip(self.index.chunks_exact(pooled));
        for (d_x, (d_y, index)) in self.d_x.chunks_exact_mut(plane).zip(planes) {
            if is_pairs(shape) {
                unpool_pairs(s, shape, index, d_y, d_x);
            } else {
                unpool(shape, index, d_y, d_x);
            }
        }
    }
}

/// Any window: one value at a time.
#[inline(always)]
fn unpool(shape: &PoolShape, index: &[u16], d_y: &[f32], d_x: &mut [f32]) {
    d_x.fill(0.0);
    let wide = shape.output.width;
    for (row, (d_y, index)) in d_y.chunks_exact(wide).zip(index.chunks_exact(wide)).enumerate() {
        for (column, (&d, &tap)) in d_y.iter().zip(index).enumerate() {
            let (ty, tx) = (usize::from(tap) / shape.window.x, usize::from(tap) % shape.window.x);
            let y = (row * shape.stride.y + ty).wrapping_sub(shape.pad.y);
            let x = (column * shape.stride.x + tx).wrapping_sub(shape.pad.x);
            // A window over nothing but padding has no maximum to send its gradient to.
            if y < shape.input.height && x < shape.input.width {
                d_x[y * shape.input.width + x] += d;
            }
        }
    }
}

/// Windows of 2x2 that do not overlap: each row of gradients becomes two, zeros and values zipped.
#[inline(always)]
fn unpool_pairs<S: Simd>(s: S, shape: &PoolShape, index: &[u16], d_y: &[f32], d_x: &mut [f32]) {
    let wide = shape.output.width;
    let zero = s.splat(0.0);
    let mut rows = d_x.chunks_exact_mut(shape.input.width);
    for start in (0..d_y.len()).step_by(wide) {
        for ty in 0..2 {
            let Some(d_x) = rows.next() else { return };
            for at in (0..wide).step_by(S::LANES) {
                // The last vector of a row also holds some of the next one; they are not stored, or stored over.
                let (d, tap) = (s.load_upto(&d_y[start + at..]), s.load_u16_upto(&index[start + at..]));
                let even = s.select_eq(tap, s.splat(2.0 * ty as f32), d, zero);
                let odd = s.select_eq(tap, s.splat(2.0 * ty as f32 + 1.0), d, zero);
                let (low, high) = s.zip(even, odd);
                s.store_upto(low, &mut d_x[2 * at..]);
                if 2 * at + S::LANES < d_x.len() {
                    s.store_upto(high, &mut d_x[2 * at + S::LANES..]);
                }
            }
            if 2 * wide < d_x.len() {
                d_x[2 * wide..].fill(0.0);
            }
        }
    }
    rows.for_each(|row| row.fill(0.0));
}
