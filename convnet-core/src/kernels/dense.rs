//! Fully connected layers: products of the batch with the weights, and what stands around them.

use super::arch::{Copied, Dots, Images, Kernel, MAX_LANES, Number, Simd, Vectors, images, max_rows};
use super::block::Block;
use super::blocks::{balanced, pieces};
use super::buffer::{Buffers, Spare};
use super::elementwise::Activation;
use super::gemm::{Mat, pack_right, transpose, width};
use super::{Isa, blocks};
use std::ops::Range;

/// A fully connected layer, its operands and what it does to each sum.
#[derive(Clone, Copy, Debug)]
pub struct Dense<'a, T> {
    /// `[count, inputs]`.
    pub x: Vectors<'a>,
    /// `[units, inputs]`.
    pub w: Vectors<'a, T>,
    /// One number a unit.
    pub bias: &'a [f32],
    /// What a sum goes through.
    pub activation: Activation,
    /// Whether weights that only pass by are read from their end.
    pub from_end: bool,
}

/// `y = f(x · wᵀ + bias)`; `y`: `[count, units]`; the arguments of f go to `pre`, as long as `y` or empty. On the
/// threads of the current rayon pool where it is worth it.
pub fn dense<T: Number>(
    isa: Isa,
    layer: Dense<T>,
    y: &mut [f32],
    pre: &mut [f32],
    buffers: &mut Buffers,
    spare: &Spare,
) {
    let (units, inputs) = (layer.bias.len(), layer.x.len);
    let count = y.len() / units;
    let pieces = pieces(count.max(blocks::READ) * units * inputs);
    if count < blocks::BATCH || units < blocks::UNITS {
        let c = Block::new(y, count, units, units);
        dots(isa, Dots { x: layer.x, w: layer.w, c, from_end: layer.from_end }, pieces);
        return isa.run(FinishRows { bias: layer.bias, activation: layer.activation, y, pre });
    }
    // The sums' order: it must not depend on how the images are cut.
    let depth = (blocks::IMAGES / count.next_multiple_of(MAX_LANES)).max(blocks::WEIGHTS);
    in_lanes(isa, layer, y, pre, depth, pieces, buffers, spare);
}

/// The same with images in the lanes, `depth` steps of the common axis at a time.
#[allow(clippy::too_many_arguments, reason = "the operands of one product")]
fn in_lanes<T: Number>(
    isa: Isa,
    layer: Dense<T>,
    y: &mut [f32],
    pre: &mut [f32],
    depth: usize,
    pieces: usize,
    buffers: &mut Buffers,
    spare: &Spare,
) {
    let (units, inputs) = (layer.bias.len(), layer.x.len);
    let count = y.len() / units;
    // Where the images are more than the units, each thread packs its own.
    let half = (count * (pieces / 2) / pieces.max(1)).next_multiple_of(WIDE * MAX_LANES);
    if pieces > 1 && count > units && half < count {
        let (x0, x1) = layer.x.split_at(half);
        let (y0, y1) = y.split_at_mut(half * units);
        let (pre0, pre1) = pre.split_at_mut((half * units).min(pre.len()));
        let mut other = spare.take();
        let (left, right) = (pieces / 2, pieces - pieces / 2);
        rayon::join(
            || in_lanes(isa, Dense { x: x0, ..layer }, y0, pre0, depth, left, buffers, spare),
            || in_lanes(isa, Dense { x: x1, ..layer }, y1, pre1, depth, right, &mut other, spare),
        );
        return spare.put(other);
    }
    let lanes = isa.run(Lanes);
    let padded = count.next_multiple_of(lanes);
    let sums = buffers.tile.get(units * padded);
    for ks in balanced(inputs, depth) {
        let x = Mat::new(layer.x.data, count, inputs).transposed().part(ks.clone(), 0..count);
        let packed = buffers.panel.get(padded * ks.len());
        pack(isa, x, WIDE * lanes, packed, if count * ks.len() < PACKED { 1 } else { pieces });
        let pre_rows = if pre.is_empty() { 0 } else { count };
        let slice = Slice {
            layer,
            packed,
            ks,
            sums: Block::new(sums, units, padded, padded),
            y: Block::new(y, count, units, units),
            pre: Block::new(pre, pre_rows, units, units),
        };
        slice.run(isa, pieces);
    }
}

/// Vectors of images in a tile.
const WIDE: usize = 2;

/// The most rows of weights in a tile.
const ROWS: usize = 14;

/// Values that a thread packs in the time that waking it costs.
const PACKED: usize = 1 << 16;

/// How many lanes there are.
struct Lanes;

impl Kernel for Lanes {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, _: S) -> usize {
        S::LANES
    }
}

/// Scalar products, cut into `pieces`.
fn dots<T: Number>(isa: Isa, all: Dots<T>, pieces: usize) {
    let (count, units) = (all.c.rows(), all.c.columns());
    if pieces <= 1 || count.max(units) < 2 {
        return isa.run(all);
    }
    let Dots { x, w, c, from_end } = all;
    let (start, end) = if count > units {
        let at = count * (pieces / 2) / pieces;
        let ((x0, x1), (c0, c1)) = (x.split_at(at), c.split_rows(at));
        (Dots { x: x0, w, c: c0, from_end }, Dots { x: x1, w, c: c1, from_end })
    } else {
        let at = units * (pieces / 2) / pieces;
        let ((w0, w1), (c0, c1)) = (w.split_at(at), c.split_columns(at));
        (Dots { x, w: w0, c: c0, from_end }, Dots { x, w: w1, c: c1, from_end })
    };
    rayon::join(|| dots(isa, start, pieces / 2), || dots(isa, end, pieces - pieces / 2));
}

/// Packs images, the columns of `x`, into panels of `wide`, or of one vector at the end.
fn pack(isa: Isa, x: Mat, wide: usize, packed: &mut [f32], pieces: usize) {
    if pieces <= 1 || (x.columns <= wide && x.rows < 2) {
        return isa.run(Pack { x, packed });
    }
    let (left, right) = (pieces / 2, pieces - pieces / 2);
    let (start, end, cut);
    if x.columns > wide {
        let at = (x.columns / 2).next_multiple_of(wide);
        (start, end) = (x.part(0..x.rows, 0..at), x.part(0..x.rows, at..x.columns));
        cut = at * x.rows;
    } else {
        let at = x.rows * left / pieces;
        (start, end) = (x.part(0..at, 0..x.columns), x.part(at..x.rows, 0..x.columns));
        cut = packed.len() / x.rows * at;
    }
    let (low, high) = packed.split_at_mut(cut);
    rayon::join(|| pack(isa, start, wide, low, left), || pack(isa, end, wide, high, right));
}

struct Pack<'a> {
    x: Mat<'a>,
    packed: &'a mut [f32],
}

impl Kernel for Pack<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        pack_right(s, self.x, WIDE, self.packed);
    }
}

/// Some units of a layer, over a part of the common axis.
struct Slice<'a, T> {
    layer: Dense<'a, T>,
    /// The images, that part of them.
    packed: &'a [f32],
    /// Which part.
    ks: Range<usize>,
    /// `[units, count]`, the rows in whole vectors.
    sums: Block<'a, f32>,
    /// `[count, units]`.
    y: Block<'a, f32>,
    /// `[count, units]`, or nothing.
    pre: Block<'a, f32>,
}

impl<T: Number> Slice<'_, T> {
    fn run(self, isa: Isa, pieces: usize) {
        let units = self.sums.rows();
        if pieces <= 1 || units < 2 {
            return isa.run(self);
        }
        let at = units * (pieces / 2) / pieces;
        let Slice { layer, packed, ks, sums, y, pre } = self;
        let (sums0, sums1) = sums.split_rows(at);
        let (y0, y1) = y.split_columns(at);
        let (pre0, pre1) = pre.split_columns_if_any(at);
        let (w0, w1) = layer.w.split_at(at);
        let (bias0, bias1) = layer.bias.split_at(at);
        let start = Slice {
            layer: Dense { w: w0, bias: bias0, ..layer },
            packed,
            ks: ks.clone(),
            sums: sums0,
            y: y0,
            pre: pre0,
        };
        let end = Slice { layer: Dense { w: w1, bias: bias1, ..layer }, packed, ks, sums: sums1, y: y1, pre: pre1 };
        rayon::join(|| start.run(isa, pieces / 2), || end.run(isa, pieces - pieces / 2));
    }

    /// Takes the sums of some units, which lie image beside image, to `y`.
    #[inline(always)]
    fn finish<S: Simd>(&mut self, s: S, units: Range<usize>) {
        let count = self.y.rows();
        for j in units.clone().step_by(S::LANES) {
            let end = (j + S::LANES).min(units.end);
            let bias = s.load_upto(&self.layer.bias[j..end]);
            for i in (0..count).step_by(S::LANES) {
                let mut square = [s.splat(0.0); MAX_LANES];
                for (r, square) in square[..end - j].iter_mut().enumerate() {
                    *square = s.load(&self.sums.row(j + r)[i..]);
                }
                transpose(s, &mut square);
                for (r, &sum) in square[..S::LANES.min(count - i)].iter().enumerate() {
                    let sum = s.add(sum, bias);
                    if self.pre.rows() > 0 {
                        s.store_upto(sum, &mut self.pre.row(i + r)[j..end]);
                    }
                    s.store_upto(self.layer.activation.apply(s, sum), &mut self.y.row(i + r)[j..end]);
                }
            }
        }
    }
}

impl<T: Number> Kernel for Slice<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let (units, count) = (self.sums.rows(), self.y.rows());
        let (ks, inputs) = (self.ks.clone(), self.layer.w.len);
        let mut copied = Copied::<{ ROWS * blocks::WEIGHTS }>::new();
        for rows in balanced(units, max_rows::<S>(WIDE).min(ROWS)) {
            // A part of the common axis at a time passes by all images, while its weights are in cache.
            for depth in balanced(ks.len(), blocks::WEIGHTS) {
                let first = rows.start * inputs + ks.start + depth.start;
                let w = copied.copy(s, &self.layer.w.data[first..], rows.len(), inputs, depth.len());
                let next = if depth.end < ks.len() { first + depth.len() } else { rows.end * inputs + ks.start };
                let mut at = 0;
                while at < count {
                    let vectors = width::<S>(count - at, WIDE);
                    let wide = vectors * S::LANES;
                    let tile = Images {
                        w,
                        x: &self.packed[at * ks.len() + depth.start * wide..],
                        depth: depth.len(),
                        c: self.sums.part(rows.clone(), at..at + wide),
                        accumulate: ks.start + depth.start > 0,
                        next: if at == 0 { self.layer.w.data.get(next..).unwrap_or_default() } else { &[] },
                        row: inputs,
                    };
                    images(s, vectors, tile);
                    at += wide;
                }
            }
            if ks.end == inputs {
                self.finish(s, rows);
            }
        }
    }
}

/// `y = f(y + bias)`, row by row of `bias.len()` values; the arguments go to `pre`, as long as `y` or empty.
pub struct FinishRows<'a> {
    /// One number a column.
    pub bias: &'a [f32],
    /// f.
    pub activation: Activation,
    /// `[.., bias.len()]`.
    pub y: &'a mut [f32],
    /// The arguments of f.
    pub pre: &'a mut [f32],
}

impl Kernel for FinishRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let len = self.bias.len();
        for (i, y) in self.y.chunks_exact_mut(len).enumerate() {
            for at in (0..len).step_by(S::LANES) {
                let sum = s.add(s.load_upto(&y[at..]), s.load_upto(&self.bias[at..]));
                if !self.pre.is_empty() {
                    s.store_upto(sum, &mut self.pre[i * len..][..len][at..]);
                }
                s.store_upto(self.activation.apply(s, sum), &mut y[at..]);
            }
        }
    }
}

/// `sums[j] = Σ x[i, j]` over the rows, in their order.
pub struct ColumnSums<'a> {
    /// `[.., sums.len()]`.
    pub x: &'a [f32],
    /// One number a column.
    pub sums: &'a mut [f32],
}

impl Kernel for ColumnSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let len = self.sums.len();
        self.sums.fill(0.0);
        for x in self.x.chunks_exact(len) {
            for at in (0..len).step_by(S::LANES) {
                let sum = s.add(s.load_upto(&self.sums[at..]), s.load_upto(&x[at..]));
                s.store_upto(sum, &mut self.sums[at..]);
            }
        }
    }
}
