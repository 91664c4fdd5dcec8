//! Scalar products of a few rows with a few rows, along which the vectors lie: each number is read where it is, once a
//! tile, and nothing is packed.

use super::super::block::Block;
use super::{Kernel, Simd};

/// `rows` rows of `len` values, one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Vectors<'a> {
    /// The rows.
    pub data: &'a [f32],
    /// The length of a row.
    pub len: usize,
}

/// `c[i, j]` = row `i` of `x` · row `j` of `w`. The terms of a product are added in the same order whatever the tile.
#[derive(Debug)]
pub struct Dots<'a> {
    /// As many rows as `c`.
    pub x: Vectors<'a>,
    /// As many rows as `c` has columns.
    pub w: Vectors<'a>,
    /// The result.
    pub c: Block<'a, f32>,
}

impl Kernel for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        // As many sums as registers hold beside the factors, and enough to hide the latency of the multiply-add.
        if S::REGISTERS > 16 {
            rows::<S, 5, 4>(s, &mut self);
        } else {
            rows::<S, 3, 3>(s, &mut self);
        }
    }
}

/// Tiles of `X` by `W`; at the ends smaller ones.
#[inline(always)]
fn rows<S: Simd, const X: usize, const W: usize>(s: S, dots: &mut Dots) {
    let (m, n) = (dots.c.rows(), dots.c.columns());
    for j in (0..n).step_by(W) {
        let mut i = 0;
        while i < m {
            i += match (m - i, n - j >= W) {
                (left, true) if left >= X => s.vectorize(Tile::<X, W>(dots, i, j)),
                (2.., true) => s.vectorize(Tile::<2, W>(dots, i, j)),
                (_, true) => s.vectorize(Tile::<1, W>(dots, i, j)),
                (left, false) if left >= X => (j..n).map(|j| s.vectorize(Tile::<X, 1>(dots, i, j))).last().unwrap_or(X),
                (_, false) => (j..n).map(|j| s.vectorize(Tile::<1, 1>(dots, i, j))).last().unwrap_or(1),
            };
        }
    }
}

/// The tile at a row and a column; returns its height.
struct Tile<'a, 'b, const X: usize, const W: usize>(&'a mut Dots<'b>, usize, usize);

impl<const X: usize, const W: usize> Kernel for Tile<'_, '_, X, W> {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> usize {
        let Tile(dots, i, j) = self;
        let len = dots.x.len;
        assert_eq!(len, dots.w.len, "rows of different lengths");
        let x: [&[f32]; X] = std::array::from_fn(|r| &dots.x.data[(i + r) * len..][..len]);
        let w: [&[f32]; W] = std::array::from_fn(|r| &dots.w.data[(j + r) * len..][..len]);
        let mut sums = [[s.splat(0.0); W]; X];
        let whole = len - len % S::LANES;
        for k in (0..whole).step_by(S::LANES) {
            // SAFETY: all rows have `len` values, and a vector from `k` on ends at `whole`, which is no larger.
            let left: [S::V; W] = std::array::from_fn(|r| unsafe { s.load_at(w[r].as_ptr().add(k)) });
            for (sums, x) in sums.iter_mut().zip(&x) {
                // SAFETY: as above.
                let right = unsafe { s.load_at(x.as_ptr().add(k)) };
                for (sum, &left) in sums.iter_mut().zip(&left) {
                    *sum = s.mul_add(left, right, *sum);
                }
            }
        }
        if whole < len {
            let left: [S::V; W] = std::array::from_fn(|r| s.load_upto(&w[r][whole..]));
            for (sums, x) in sums.iter_mut().zip(&x) {
                let right = s.load_upto(&x[whole..]);
                for (sum, &left) in sums.iter_mut().zip(&left) {
                    *sum = s.mul_add(left, right, *sum);
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            for (c, &sum) in dots.c.row(i + r)[j..].iter_mut().zip(sums) {
                *c = s.sum(sum);
            }
        }
        X
    }
}
