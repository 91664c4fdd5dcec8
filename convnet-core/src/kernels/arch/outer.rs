//! The register tile of the way back through a fully connected layer: a sum of outer products. The gradients of weights are
//! sums over images, those of inputs are sums over units.

use super::super::block::{Block, View};
use super::{Kernel, Simd};
use std::ops::Range;

/// `c[i, j] = Σ a[k, i] · b[k, j]` over all k, in their order.
#[derive(Debug)]
pub struct Outer<'a> {
    /// `[depth, rows]`, or more columns.
    pub a: View<'a, f32>,
    /// `[depth, columns]`, or more columns.
    pub b: View<'a, f32>,
    /// `[rows, columns]`, at most [`TILE_ROWS`] rows.
    pub c: Block<'a, f32>,
    /// Whether the sums go on from what is there.
    pub accumulate: bool,
}

/// The most rows of a tile. Their sums, two or four vectors of each, a broadcast number and as many vectors of the other
/// operand must find a register.
pub const TILE_ROWS: usize = 6;

impl Kernel for Outer<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        /// One function for each number of rows.
        macro_rules! pick {
            ($($n:literal)*) => {
                match (self.c.rows(), S::REGISTERS > 16) {
                    $(($n, false) => s.vectorize(Fixed::<$n, 2>(self)),
                    ($n, true) => s.vectorize(Fixed::<$n, 4>(self)),)*
                    (rows, _) => panic!("no tile of {rows} rows"),
                }
            };
        }
        pick!(1 2 3 4 5 6);
    }
}

/// All columns of `R` rows, `V` vectors at a time.
struct Fixed<'a, const R: usize, const V: usize>(Outer<'a>);

impl<const R: usize, const V: usize> Kernel for Fixed<'_, R, V> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Outer { a, b, mut c, accumulate } = self.0;
        let columns = c.columns();
        let wide = V * S::LANES;
        let whole = columns - columns % wide;
        for at in (0..whole).step_by(wide) {
            sum::<S, R, V, true>(s, a, b, &mut c, at..at + wide, accumulate);
        }
        for at in (whole..columns).step_by(S::LANES) {
            if at + S::LANES <= columns {
                sum::<S, R, 1, true>(s, a, b, &mut c, at..at + S::LANES, accumulate);
            } else {
                sum::<S, R, 1, false>(s, a, b, &mut c, at..columns, accumulate);
            }
        }
    }
}

/// Some columns of `R` rows, `W` vectors of them; `WHOLE`: no fewer than they hold.
#[inline(always)]
fn sum<S: Simd, const R: usize, const W: usize, const WHOLE: bool>(
    s: S,
    a: View<f32>,
    b: View<f32>,
    c: &mut Block<f32>,
    columns: Range<usize>,
    accumulate: bool,
) {
    let len = if WHOLE { W * S::LANES } else { columns.len() };
    let mut sums = [[s.splat(0.0); W]; R];
    if accumulate {
        for (r, sums) in sums.iter_mut().enumerate() {
            *sums = vectors::<S, W, WHOLE>(s, &c.row(r)[columns.clone()]);
        }
    }
    for (a, b) in a.each(R).zip(b.columns_from(columns.start).each(len)) {
        let b = vectors::<S, W, WHOLE>(s, b);
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = s.splat(a);
            for (sum, &b) in sums.iter_mut().zip(&b) {
                *sum = s.mul_add(a, b, *sum);
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        let row = &mut c.row(r)[columns.clone()];
        for (v, &sum) in sums.iter().enumerate() {
            let row = &mut row[v * S::LANES..];
            if WHOLE { s.store(sum, row) } else { s.store_upto(sum, row) }
        }
    }
}

/// The first values of `x`; `WHOLE`: as many as `W` vectors hold.
#[inline(always)]
fn vectors<S: Simd, const W: usize, const WHOLE: bool>(s: S, x: &[f32]) -> [S::V; W] {
    let mut vectors = [s.splat(0.0); W];
    for (v, vector) in vectors.iter_mut().enumerate() {
        let x = &x[v * S::LANES..];
        *vector = if WHOLE { s.load(x) } else { s.load_upto(x) };
    }
    vectors
}
