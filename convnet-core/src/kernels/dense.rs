//! Fully connected layers: products of the batch with the weights, and what stands around them.

use super::arch::{Dots, Kernel, MAX_LANES, Simd, Vectors};
use super::block::Block;
use super::blocks::pieces;
use super::buffer::{Buffers, Spare};
use super::elementwise::Activation;
use super::gemm::{Mat, gemm, transpose};
use super::{Isa, blocks};

/// `y = x · wᵀ`; `x`: `[count, inputs]`, `w`: `[units, inputs]`, `y`: `[count, units]`. On the threads of the current
/// rayon pool where it is worth it.
pub fn multiply(isa: Isa, x: Vectors, w: Vectors, y: Block<f32>, buffers: &mut Buffers, spare: &Spare) {
    let (count, units, inputs) = (y.rows(), y.columns(), x.len);
    if count < blocks::BATCH {
        return split(isa, x, w, y, pieces(count * units * inputs));
    }
    // Images in the lanes: the weights are the left operand and are read once, where they lie.
    let padded = count.next_multiple_of(MAX_LANES);
    let mut tile = std::mem::take(&mut buffers.tile);
    let sums = tile.get(units.next_multiple_of(MAX_LANES) * padded);
    let c = Block::new(sums, units, count, padded);
    gemm(isa, Mat::new(w.data, units, inputs), Mat::new(x.data, count, inputs).transposed(), c, false, buffers, spare);
    isa.run(Transpose { x: sums, row: padded, y });
    buffers.tile = tile;
}

/// Scalar products, the units cut into `pieces`.
fn split(isa: Isa, x: Vectors, w: Vectors, y: Block<f32>, pieces: usize) {
    if pieces <= 1 {
        return isa.run(Dots { x, w, c: y });
    }
    let at = (y.columns() * (pieces / 2) / pieces).next_multiple_of(4).min(y.columns());
    let (y0, y1) = y.split_columns(at);
    let (w0, w1) = w.data.split_at(at * w.len);
    rayon::join(
        || split(isa, x, Vectors { data: w0, ..w }, y0, pieces / 2),
        || split(isa, x, Vectors { data: w1, ..w }, y1, pieces - pieces / 2),
    );
}

/// `y[j, i] = x[i, j]`, square by square. The rows of `x`, `row` apart, and their number go up to whole vectors.
struct Transpose<'a> {
    x: &'a [f32],
    row: usize,
    y: Block<'a, f32>,
}

impl Kernel for Transpose<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Transpose { x, row, mut y } = self;
        let (m, n) = (y.rows(), y.columns());
        for i in (0..n).step_by(S::LANES) {
            for j in (0..m).step_by(S::LANES) {
                let mut square = [s.splat(0.0); MAX_LANES];
                for (r, square) in square[..S::LANES].iter_mut().enumerate() {
                    *square = s.load(&x[(i + r) * row + j..]);
                }
                transpose(s, &mut square);
                let end = (i + S::LANES).min(n);
                for (r, &square) in square[..S::LANES.min(m - j)].iter().enumerate() {
                    s.store_upto(square, &mut y.row(j + r)[i..end]);
                }
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
