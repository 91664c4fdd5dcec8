//! Scalar products of a few rows with a few rows, along which the vectors lie: each number is read where it is, once a
//! tile, and nothing is packed.

use super::super::block::Block;
use super::super::blocks::balanced;
use super::{Kernel, Number, Simd};
use std::ops::Range;

/// `rows` rows of `len` values, one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Vectors<'a, T = f32> {
    /// The rows.
    pub data: &'a [T],
    /// The length of a row.
    pub len: usize,
}

impl<'a, T: Copy> Vectors<'a, T> {
    /// The first `at` rows and the others.
    pub fn split_at(self, at: usize) -> (Vectors<'a, T>, Vectors<'a, T>) {
        let (start, end) = self.data.split_at(at * self.len);
        (Vectors { data: start, ..self }, Vectors { data: end, ..self })
    }
}

/// `c[i, j]` = row `i` of `x` · row `j` of `w`. The terms of a product are added in the same order whatever the tile.
#[derive(Debug)]
pub struct Dots<'a, T> {
    /// As many rows as `c`.
    pub x: Vectors<'a>,
    /// As many rows as `c` has columns.
    pub w: Vectors<'a, T>,
    /// The result.
    pub c: Block<'a, f32>,
    /// Whether the rows of `w` are read from the last one on.
    pub from_end: bool,
}

/// Rows of `w` at once where `x` is one row: they come from memory, which delivers more the more places it is asked at.
const ALONE: usize = 8;

impl<T: Number> Kernel for Dots<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let (m, n) = (self.c.rows(), self.c.columns());
        // As many sums as registers hold beside the factors, and enough to hide the latency of the multiply-add. (With
        // five by five the compiler keeps some in memory.)
        let (most_x, most_w) = match (m, S::REGISTERS > 16) {
            (1, _) => (1, ALONE),
            (_, true) => (5, 4),
            (_, false) => (3, 3),
        };
        let mut tiles = balanced(n, most_w);
        while let Some(j) = if self.from_end { tiles.next_back() } else { tiles.next() } {
            for i in balanced(m, most_x) {
                tile(s, &mut self, i, j.clone());
            }
        }
    }
}

/// The tile of some rows and columns.
#[inline(always)]
fn tile<S: Simd, T: Number>(s: S, dots: &mut Dots<T>, i: Range<usize>, j: Range<usize>) {
    /// One function for each size.
    macro_rules! pick {
        ($($rows:literal: $($columns:literal)*;)*) => {
            match (i.len(), j.len()) {
                $($(($rows, $columns) => s.vectorize(Tile::<T, $rows, $columns>(dots, i.start, j.start)),)*)*
                (rows, columns) => panic!("no tile of {rows} by {columns}"),
            }
        };
    }
    if S::REGISTERS > 16 {
        pick!(1: 1 2 3 4 5 6 7 8; 2: 1 2 3 4; 3: 1 2 3 4; 4: 1 2 3 4; 5: 1 2 3 4;)
    } else {
        pick!(1: 1 2 3 4 5 6 7 8; 2: 1 2 3; 3: 1 2 3;)
    }
}

/// The tile at a row and a column.
struct Tile<'a, 'b, T, const X: usize, const W: usize>(&'a mut Dots<'b, T>, usize, usize);

impl<T: Number, const X: usize, const W: usize> Kernel for Tile<'_, '_, T, X, W> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Tile(dots, i, j) = self;
        let len = dots.x.len;
        assert_eq!(len, dots.w.len, "rows of different lengths");
        let x: [&[f32]; X] = std::array::from_fn(|r| &dots.x.data[(i + r) * len..][..len]);
        let w: [&[T]; W] = std::array::from_fn(|r| &dots.w.data[(j + r) * len..][..len]);
        let mut sums = [[s.splat(0.0); W]; X];
        let whole = len - len % S::LANES;
        for k in (0..whole).step_by(S::LANES) {
            // SAFETY: all rows have `len` values, and a vector from `k` on ends at `whole`, which is no larger.
            let left: [S::V; W] = std::array::from_fn(|r| unsafe { T::load_at(s, w[r].as_ptr().add(k)) });
            for (sums, x) in sums.iter_mut().zip(&x) {
                // SAFETY: as above.
                let right = unsafe { s.load_at(x.as_ptr().add(k)) };
                for (sum, &left) in sums.iter_mut().zip(&left) {
                    *sum = s.mul_add(left, right, *sum);
                }
            }
        }
        if whole < len {
            let left: [S::V; W] = std::array::from_fn(|r| T::load_upto(s, &w[r][whole..]));
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
    }
}
