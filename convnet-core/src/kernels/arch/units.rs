//! The register tiles of the way back through a fully connected layer: a few rows of sums by a few vectors of inputs. The
//! gradients of weights are sums over images, those of inputs are sums over units.

use super::super::block::{Block, View};
use super::super::gemm::Mat;
use super::{Kernel, Simd};
use std::ops::Range;

/// The gradients of the weights of some units: sums over images.
#[derive(Debug)]
pub struct UnitTile<'a> {
    /// The gradients of the outputs, `[count, units]`, of at most [`TILE_ROWS`] units.
    pub d: Mat<'a>,
    /// The inputs, `[count, columns]`.
    pub x: Mat<'a>,
    /// The gradients of the weights, `[units, columns]`.
    pub gradients: Block<'a, f32>,
    /// Whether the sums go on from what is there.
    pub accumulate: bool,
}

/// The gradients of the inputs of some images: sums over units.
#[derive(Debug)]
pub struct ImageTile<'a> {
    /// The gradients of the outputs, `[count, units]`, of at most [`TILE_ROWS`] images.
    pub d: Mat<'a>,
    /// The weights of these units, and others before them.
    pub weights: View<'a, f32>,
    /// Where they begin: unit and input.
    pub first: (usize, usize),
    /// The gradients of the inputs, `[count, columns]`.
    pub d_x: Block<'a, f32>,
    /// Whether the sums go on from what is there.
    pub accumulate: bool,
}

/// The most rows of a tile. Their sums, two or four vectors of each, a broadcast number and as many vectors of the other
/// operand must find a register.
pub const TILE_ROWS: usize = 6;

/// One function for each number of rows.
macro_rules! pick {
    ($s:ident, $tile:expr, $rows:expr, $($n:literal)*) => {
        match ($rows, S::REGISTERS > 16) {
            $(($n, false) => $s.vectorize(Fixed::<_, $n, 2>($tile)),
            ($n, true) => $s.vectorize(Fixed::<_, $n, 4>($tile)),)*
            (rows, _) => panic!("no tile of {rows} rows"),
        }
    };
}

impl Kernel for UnitTile<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let rows = self.d.columns;
        pick!(s, self, rows, 1 2 3 4 5 6);
    }
}

impl Kernel for ImageTile<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let rows = self.d.rows;
        pick!(s, self, rows, 1 2 3 4 5 6);
    }
}

/// Sums of `R` rows, a tile of columns at a time.
trait Tiled {
    /// How many columns there are.
    fn columns(&self) -> usize;

    /// `W` vectors of columns from the `at`-th on; `WHOLE`: there are as many.
    fn tile<S: Simd, const R: usize, const W: usize, const WHOLE: bool>(&mut self, s: S, at: usize);
}

/// All columns, `V` vectors at a time.
struct Fixed<T, const R: usize, const V: usize>(T);

impl<T: Tiled, const R: usize, const V: usize> Kernel for Fixed<T, R, V> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Fixed(mut tiled) = self;
        let columns = tiled.columns();
        let wide = V * S::LANES;
        let whole = columns - columns % wide;
        for at in (0..whole).step_by(wide) {
            tiled.tile::<S, R, V, true>(s, at);
        }
        for at in (whole..columns).step_by(S::LANES) {
            if at + S::LANES <= columns {
                tiled.tile::<S, R, 1, true>(s, at);
            } else {
                tiled.tile::<S, R, 1, false>(s, at);
            }
        }
    }
}

impl Tiled for UnitTile<'_> {
    #[inline(always)]
    fn columns(&self) -> usize {
        self.x.columns
    }

    #[inline(always)]
    fn tile<S: Simd, const R: usize, const W: usize, const WHOLE: bool>(&mut self, s: S, at: usize) {
        let UnitTile { d, x, gradients, accumulate } = self;
        let end = if WHOLE { at + W * S::LANES } else { x.columns };
        let mut sums = begin::<S, R, W, WHOLE>(s, gradients, at..end, *accumulate);
        for i in 0..x.rows {
            let d = &d.data[i * d.row..][..R];
            let x = vectors::<S, W, WHOLE>(s, &x.data[i * x.row..][at..end]);
            for (sums, &d) in sums.iter_mut().zip(d) {
                let d = s.splat(d);
                for (sum, &x) in sums.iter_mut().zip(&x) {
                    *sum = s.mul_add(d, x, *sum);
                }
            }
        }
        finish::<S, R, W, WHOLE>(s, &sums, gradients, at..end);
    }
}

impl Tiled for ImageTile<'_> {
    #[inline(always)]
    fn columns(&self) -> usize {
        self.d_x.columns()
    }

    #[inline(always)]
    fn tile<S: Simd, const R: usize, const W: usize, const WHOLE: bool>(&mut self, s: S, at: usize) {
        let ImageTile { d, weights, first, d_x, accumulate } = self;
        let end = if WHOLE { at + W * S::LANES } else { d_x.columns() };
        let mut sums = begin::<S, R, W, WHOLE>(s, d_x, at..end, *accumulate);
        let d: [&[f32]; R] = std::array::from_fn(|i| &d.data[i * d.row..][..d.columns]);
        for u in 0..d[0].len() {
            let weights = &weights.row(first.0 + u)[first.1 + at..first.1 + end];
            let w = vectors::<S, W, WHOLE>(s, weights);
            for (sums, d) in sums.iter_mut().zip(&d) {
                let d = s.splat(d[u]);
                for (sum, &w) in sums.iter_mut().zip(&w) {
                    *sum = s.mul_add(d, w, *sum);
                }
            }
        }
        finish::<S, R, W, WHOLE>(s, &sums, d_x, at..end);
    }
}

/// The sums of a tile before the first product: those in `columns` of `block`, or zeros.
#[inline(always)]
fn begin<S: Simd, const R: usize, const W: usize, const WHOLE: bool>(
    s: S,
    block: &mut Block<f32>,
    columns: Range<usize>,
    accumulate: bool,
) -> [[S::V; W]; R] {
    let mut sums = [[s.splat(0.0); W]; R];
    if accumulate {
        for (r, sums) in sums.iter_mut().enumerate() {
            *sums = vectors::<S, W, WHOLE>(s, &block.row(r)[columns.clone()]);
        }
    }
    sums
}

/// Writes the sums of a tile to `columns` of `block`.
#[inline(always)]
fn finish<S: Simd, const R: usize, const W: usize, const WHOLE: bool>(
    s: S,
    sums: &[[S::V; W]; R],
    block: &mut Block<f32>,
    columns: Range<usize>,
) {
    for (r, sums) in sums.iter().enumerate() {
        let row = &mut block.row(r)[columns.clone()];
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
