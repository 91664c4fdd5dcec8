//! The register tile of a fully connected layer over a batch: rows of weights, broadcast number by number, by vectors
//! of images, packed behind one another.
//!
//! Weights come from memory and are needed once. A tile's are copied first, in whole vectors, to where its numbers lie
//! close together; meanwhile those of the next one are asked for.

use super::super::block::Block;
use super::{Kernel, Number, Simd, max_rows};

/// Steps of the common axis whose weights lie together: the numbers of a cache line.
const LINE: usize = 16;

/// The weights of a tile: for every [`LINE`] steps of the common axis those of each row.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Copied<const N: usize>([f32; N]);

impl<const N: usize> Copied<N> {
    /// Room for `N` weights.
    pub fn new() -> Copied<N> {
        Copied([0.0; N])
    }

    /// Copies `depth` weights of each of `rows` rows, `row` values apart; returns what a tile reads.
    #[inline(always)]
    pub fn copy<S: Simd, T: Number>(&mut self, s: S, w: &[T], rows: usize, row: usize, depth: usize) -> &[f32] {
        let copied = &mut self.0[..depth.next_multiple_of(LINE) * rows];
        for r in 0..rows {
            let w = &w[r * row..][..depth];
            for (from, to) in w.chunks(LINE).zip(copied.chunks_exact_mut(rows * LINE)) {
                for v in (0..LINE).step_by(S::LANES) {
                    s.store(T::load_upto(s, &from[v.min(from.len())..]), &mut to[r * LINE + v..]);
                }
            }
        }
        copied
    }
}

/// `c[r, i]` = row `r` of the weights · column `i` of `x`, or added to what is there.
#[derive(Debug)]
pub struct Images<'a, T> {
    /// As many rows as `c`, as [`Copied`] lays them out.
    pub w: &'a [f32],
    /// `[depth, vectors · LANES]`.
    pub x: &'a [f32],
    /// The length of the common axis.
    pub depth: usize,
    /// As many columns as `x`.
    pub c: Block<'a, f32>,
    /// Whether the tile is added to what is there.
    pub accumulate: bool,
    /// The weights of the next tile, or none, to be asked for.
    pub next: &'a [T],
    /// From one row of those to the next.
    pub row: usize,
}

/// Computes a tile that is one or two vectors wide, and at most [`max_rows`] high.
#[inline(always)]
pub fn images<S: Simd, T: Number>(s: S, vectors: usize, tile: Images<T>) {
    /// One function for each number of rows.
    macro_rules! pick {
        ($vectors:literal: $($rows:literal)*) => {
            match tile.c.rows() {
                $($rows => s.vectorize(Fixed::<T, $rows, $vectors>(tile)),)*
                rows => panic!("no tile of {rows} rows, at most {} are", max_rows::<S>($vectors)),
            }
        };
    }
    match (vectors, S::REGISTERS > 16) {
        (1, false) => pick!(1: 1 2 3 4 5 6),
        (1, true) => pick!(1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14),
        (2, false) => pick!(2: 1 2 3 4 5 6),
        (2, true) => pick!(2: 1 2 3 4 5 6 7 8 9 10 11 12 13 14),
        _ => panic!("no tile of {vectors} vectors"),
    }
}

struct Fixed<'a, T, const MR: usize, const NV: usize>(Images<'a, T>);

impl<T: Number, const MR: usize, const NV: usize> Kernel for Fixed<'_, T, MR, NV> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Images { w, x, depth, mut c, accumulate, next, row } = self.0;
        let wide = NV * S::LANES;
        let end = depth.checked_next_multiple_of(LINE).and_then(|depth| depth.checked_mul(MR));
        assert!(end.is_some_and(|end| end <= w.len()), "the weights end before the tile");
        assert!(depth.checked_mul(wide).is_some_and(|end| end <= x.len()), "the images end before the tile");
        assert!(c.columns() == wide, "a tile of another width");
        let mut sums = [[s.splat(0.0); NV]; MR];
        for k in (0..depth).step_by(LINE) {
            for at in k..(k + LINE).min(depth) {
                let r = at - k;
                if r < MR && r * row + k < next.len() {
                    s.will_read(&next[r * row + k..]);
                }
                // SAFETY: `at` lies before `depth`, so far both operands were found to reach.
                unsafe { step(s, w.as_ptr().add(k * MR + r), x.as_ptr().add(at * wide), &mut sums) };
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            let c = c.row(r);
            for (v, &sum) in sums.iter().enumerate() {
                let c = &mut c[v * S::LANES..];
                let sum = if accumulate { s.add(s.load(c), sum) } else { sum };
                s.store(sum, c);
            }
        }
    }
}

/// One step of the common axis.
///
/// # Safety
/// `w` has a number in each of `MR` rows, [`LINE`] apart, and `x` has `NV` vectors.
#[inline(always)]
unsafe fn step<S: Simd, const MR: usize, const NV: usize>(
    s: S,
    w: *const f32,
    x: *const f32,
    sums: &mut [[S::V; NV]; MR],
) {
    let right: [S::V; NV] = std::array::from_fn(|v| {
        // SAFETY: the caller's promise.
        unsafe { s.load_at(x.add(v * S::LANES)) }
    });
    for (r, sums) in sums.iter_mut().enumerate() {
        // SAFETY: the caller's promise.
        let left = s.splat(unsafe { *w.add(r * LINE) });
        for (sum, &right) in sums.iter_mut().zip(&right) {
            *sum = s.mul_add(left, right, *sum);
        }
    }
}
