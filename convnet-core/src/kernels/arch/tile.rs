//! The register tile: `MR` rows by `NV` vectors of a matrix product, held in registers over the whole common axis.
//!
//! In: a left operand whose numbers are broadcast one by one, a right operand whose rows are read a vector at a
//! time. Out: the tile, stored or added to memory. It is the one loop in which bounds checks would cost; it checks the
//! ends of its operands once, before it starts.

use super::super::block::Block;
use super::{Kernel, MAX_LANES, Simd};

/// Where number (row, k) of the left operand lies. Only this module implements it: reading without bounds checks
/// rests on `checked_at` being the furthest place of all rows and steps up to these.
pub trait Lhs: Copy {
    /// Its place in the slice.
    fn at<S: Simd>(self, row: usize, k: usize) -> usize;

    /// The same or more, without wrapping around: no number of a row and a step before these lies behind it.
    fn checked_at<S: Simd>(self, row: usize, k: usize) -> Option<usize>;

    /// Tells at step `k` of the common axis what will be read after the tile.
    #[inline(always)]
    fn look_ahead<S: Simd>(self, _: S, _k: usize) {}
}

/// Rows are neighbours, steps of the common axis lie `step` apart: a transposed matrix.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// From one k to the next.
    pub step: usize,
    /// As many values as a tile reads, or fewer, that will be read after it.
    pub ahead: &'a [f32],
}

/// Any matrix.
#[derive(Clone, Copy, Debug)]
pub struct Strides {
    /// From one row to the next.
    pub row: usize,
    /// From one k to the next.
    pub step: usize,
}

impl Lhs for Columns<'_> {
    #[inline(always)]
    fn at<S: Simd>(self, row: usize, k: usize) -> usize {
        k * self.step + row
    }

    #[inline(always)]
    fn checked_at<S: Simd>(self, row: usize, k: usize) -> Option<usize> {
        k.checked_mul(self.step)?.checked_add(row)
    }

    #[inline(always)]
    fn look_ahead<S: Simd>(self, s: S, k: usize) {
        if let Some(ahead) = self.ahead.get(k * self.step..) {
            s.will_read(ahead);
        }
    }
}

impl Lhs for Strides {
    #[inline(always)]
    fn at<S: Simd>(self, row: usize, k: usize) -> usize {
        row * self.row + k * self.step
    }

    #[inline(always)]
    fn checked_at<S: Simd>(self, row: usize, k: usize) -> Option<usize> {
        row.checked_mul(self.row)?.checked_add(k.checked_mul(self.step)?)
    }
}

/// Steps of the common axis in blocks of a vector's lanes: those of a block are neighbours, and behind them lie those of
/// the next row.
#[derive(Clone, Copy, Debug)]
pub struct Blocked<'a> {
    /// From one block to the next, at least a vector.
    pub block: usize,
    /// As many values as a tile reads, or fewer, that will be read after it.
    pub ahead: &'a [f32],
}

impl Lhs for Blocked<'_> {
    #[inline(always)]
    fn at<S: Simd>(self, row: usize, k: usize) -> usize {
        k / S::LANES * self.block.max(S::LANES) + k % S::LANES + row * S::LANES
    }

    #[inline(always)]
    fn checked_at<S: Simd>(self, row: usize, k: usize) -> Option<usize> {
        let block = (k / S::LANES).checked_mul(self.block.max(S::LANES))?;
        block.checked_add(k % S::LANES)?.checked_add(row.checked_mul(S::LANES)?)
    }

    #[inline(always)]
    fn look_ahead<S: Simd>(self, s: S, k: usize) {
        // Less than a vector at each step, so that no line is left out.
        if let Some(ahead) = self.ahead.get(k * (self.block / S::LANES)..) {
            s.will_read(ahead);
        }
    }
}

/// Inputs of pixels: the rows of a tile are neighbours, `ROW` of them, and the next ones lie `pitch` further on. A step of
/// the common axis is a tap.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a, const ROW: usize> {
    /// Where the first pixel's inputs lie.
    pub taps: Taps<'a>,
    /// From one row of pixels to the next.
    pub pitch: usize,
    /// What will be read after the tile, maybe from memory.
    pub ahead: &'a [f32],
}

impl<const ROW: usize> Lhs for Pixels<'_, ROW> {
    #[inline(always)]
    fn at<S: Simd>(self, row: usize, k: usize) -> usize {
        self.taps.offsets[k] as usize + row / ROW * self.pitch + row % ROW
    }

    #[inline(always)]
    fn checked_at<S: Simd>(self, row: usize, k: usize) -> Option<usize> {
        // No tap and no pixel before these two lies further away.
        let pixel = (row / ROW).checked_mul(self.pitch)?.checked_add(row.min(ROW - 1))?;
        if k < self.taps.len() { self.taps.reach.checked_add(pixel) } else { None }
    }

    #[inline(always)]
    fn look_ahead<S: Simd>(self, s: S, k: usize) {
        self.taps.pace(s, self.ahead, k);
    }
}

/// Rows are a vector apart: numbers out of vectors of channels. A step of the common axis is a tap.
#[derive(Clone, Copy, Debug)]
pub struct Interleaved<'a> {
    /// Where the first row's numbers lie.
    pub taps: Taps<'a>,
    /// What will be read after the tile, maybe from memory.
    pub ahead: &'a [f32],
}

impl Lhs for Interleaved<'_> {
    #[inline(always)]
    fn at<S: Simd>(self, row: usize, k: usize) -> usize {
        self.taps.offsets[k] as usize + row * S::LANES
    }

    #[inline(always)]
    fn checked_at<S: Simd>(self, row: usize, k: usize) -> Option<usize> {
        // No tap lies further away than `reach`.
        if k < self.taps.len() { self.taps.reach.checked_add(row.checked_mul(S::LANES)?) } else { None }
    }

    #[inline(always)]
    fn look_ahead<S: Simd>(self, s: S, k: usize) {
        self.taps.pace(s, self.ahead, k);
    }
}

/// Where the rows of the right operand begin: one offset for each step of the common axis. A packed panel has
/// equidistant ones; for a convolution that reads its image directly they are the filter's taps.
#[derive(Clone, Copy, Debug)]
pub struct Taps<'a> {
    offsets: &'a [u32],
    /// The largest of them, or more.
    reach: usize,
}

impl<'a> Taps<'a> {
    /// The rows at `offsets`.
    #[inline(always)]
    pub fn new(offsets: &'a [u32]) -> Taps<'a> {
        Taps { offsets, reach: offsets.iter().fold(0, |a, &b| a.max(b)) as usize }
    }

    /// The offsets.
    #[inline(always)]
    pub fn offsets(&self) -> &'a [u32] {
        self.offsets
    }

    /// The largest of them, or more.
    #[inline(always)]
    pub fn reach(&self) -> usize {
        self.reach
    }

    /// The first `len` of them.
    #[inline(always)]
    pub fn first(&self, len: usize) -> Taps<'a> {
        Taps { offsets: &self.offsets[..len], ..*self }
    }

    /// Tells at step `k` that its share of `ahead` will be read: many hints at once would wait for each other, and the
    /// products for them.
    #[inline(always)]
    fn pace<S: Simd>(&self, s: S, ahead: &[f32], k: usize) {
        if let Some(ahead) = ahead.get(k * (ahead.len() / self.len())..) {
            s.will_read(ahead);
        }
    }

    /// The length of the common axis.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.offsets.len()
    }
}

/// A tile of a product.
#[derive(Debug)]
pub struct Tile<'a, L> {
    /// The left operand.
    pub a: &'a [f32],
    /// How it lies.
    pub lhs: L,
    /// The right operand, from the tile's first column on.
    pub b: &'a [f32],
    /// Its rows. Each has at least as many values as the tile has lanes.
    pub taps: Taps<'a>,
    /// The result: as many rows as the tile, and as many columns or fewer.
    pub c: Block<'a, f32>,
    /// Whether the tile is added to what is there.
    pub accumulate: bool,
}

/// Computes a tile that is `vectors` registers wide, and at most [`max_rows`] high.
#[inline(always)]
pub fn tile<S: Simd, L: Lhs>(s: S, vectors: usize, tile: Tile<L>) {
    /// One function for each number of rows.
    macro_rules! pick {
        ($vectors:literal: $($rows:literal)*) => {
            match tile.c.rows() {
                $($rows => s.vectorize(Fixed::<L, $rows, $vectors>(tile)),)*
                rows => panic!("no tile of {rows} rows of {} vectors", $vectors),
            }
        };
    }
    match (vectors, S::REGISTERS > 16) {
        (1, false) => pick!(1: 1 2 3 4 5 6),
        (1, true) => pick!(1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14),
        (2, false) => pick!(2: 1 2 3 4 5 6),
        (2, true) => pick!(2: 1 2 3 4 5 6 7 8 9 10 11 12 13 14),
        (4, false) => pick!(4: 1 2),
        (4, true) => pick!(4: 1 2 3 4 5 6),
        _ => panic!("no tile of {vectors} vectors"),
    }
}

/// The most rows of a tile of so many vectors, or 0 where there is no such tile. Every accumulator, the vectors of the
/// right operand and a broadcast number must find a register.
pub const fn max_rows<S: Simd>(vectors: usize) -> usize {
    match (vectors, S::REGISTERS > 16) {
        (1 | 2, false) => 6,
        (1 | 2, true) => 14,
        (4, false) => 2,
        (4, true) => 6,
        _ => 0,
    }
}

struct Fixed<'a, L, const MR: usize, const NV: usize>(Tile<'a, L>);

impl<L: Lhs, const MR: usize, const NV: usize> Kernel for Fixed<'_, L, MR, NV> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Tile { a, lhs, b, taps, mut c, accumulate } = self.0;
        let depth = taps.len();
        if depth > 0 {
            let last = lhs.checked_at::<S>(MR - 1, depth - 1);
            assert!(last.is_some_and(|last| last < a.len()), "the left operand ends before the tile");
            assert!(taps.reach.saturating_add(NV * S::LANES) <= b.len(), "the right operand ends before the tile");
        }
        let (a, b) = (a.as_ptr(), b.as_ptr());
        let mut sums = [[s.splat(0.0); NV]; MR];
        for (k, &tap) in taps.offsets.iter().enumerate() {
            lhs.look_ahead(s, k);
            let right: [S::V; NV] = std::array::from_fn(|v| {
                // SAFETY: `tap <= reach`, and the right operand was found to have NV vectors behind `reach`.
                unsafe { s.load_at(b.add(tap as usize + v * S::LANES)) }
            });
            for (r, sums) in sums.iter_mut().enumerate() {
                // SAFETY: `at` is at most `checked_at` of the last row and step, which lies within the left operand.
                let left = s.splat(unsafe { *a.add(lhs.at::<S>(r, k)) });
                for (sum, &right) in sums.iter_mut().zip(&right) {
                    *sum = s.mul_add(left, right, *sum);
                }
            }
        }
        // Both ways name every sum by constants: as soon as one is looked up, all of them live in memory.
        if c.columns() == NV * S::LANES {
            for (r, sums) in sums.iter().enumerate() {
                let c = c.row(r);
                for (v, &sum) in sums.iter().enumerate() {
                    let c = &mut c[v * S::LANES..];
                    let sum = if accumulate { s.add(s.load(c), sum) } else { sum };
                    s.store(sum, c);
                }
            }
        } else {
            let mut lanes = [0.0; MAX_SUMS];
            for (r, sums) in sums.iter().enumerate() {
                for (v, &sum) in sums.iter().enumerate() {
                    s.store(sum, &mut lanes[(r * NV + v) * S::LANES..]);
                }
            }
            s.vectorize(Narrow { lanes: &lanes, row: NV * S::LANES, c, accumulate });
        }
    }
}

/// The values of the largest tile.
const MAX_SUMS: usize = 28 * MAX_LANES;

/// Stores a tile of which the result does not have all columns.
struct Narrow<'a> {
    lanes: &'a [f32; MAX_SUMS],
    row: usize,
    c: Block<'a, f32>,
    accumulate: bool,
}

impl Kernel for Narrow<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        for r in 0..self.c.rows() {
            let c = self.c.row(r);
            let lanes = &self.lanes[r * self.row..][..c.len()];
            for at in (0..c.len()).step_by(S::LANES) {
                let (sum, c) = (s.load_upto(&lanes[at..]), &mut c[at..]);
                s.store_upto(if self.accumulate { s.add(s.load_upto(c), sum) } else { sum }, c);
            }
        }
    }
}
