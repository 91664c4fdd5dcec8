//! The register tile of a convolution with a max pooling of 2x2 behind it: the four values of a window are the same
//! lane of four vectors, so that the largest is known before anything is written.

use super::super::block::Block;
use super::{Kernel, Simd, Taps};

/// Some filters at all places of a panel, pooled.
#[derive(Debug)]
pub struct Pooled<'a> {
    /// The weights: a filter's taps are neighbours.
    pub weights: &'a [f32],
    /// From one filter to the next.
    pub row: usize,
    /// The panel: where a tap begins, there lies its value for each window's upper left pixel.
    pub panel: &'a [f32],
    /// The taps.
    pub taps: Taps<'a>,
    /// The same for the pixels below.
    pub below: Taps<'a>,
    /// How far behind either the values for the pixels to the right lie.
    pub right: usize,
    /// Comes to the maxima: one number a filter, or none.
    pub bias: &'a [f32],
    /// The least output; negative infinity where there is none.
    pub floor: f32,
    /// The outputs: a row for each filter, at most [`pooled_rows`].
    pub y: Block<'a, f32>,
    /// Which of its window's values each of them was; no rows where nobody asks.
    pub index: Block<'a, u16>,
}

impl Pooled<'_> {
    /// Computes them.
    #[inline(always)]
    pub fn run<S: Simd>(self, s: S) {
        let keep = self.index.rows() > 0;
        /// One function for each number of filters.
        macro_rules! pick {
            ($($rows:literal)*) => {
                match (self.y.rows(), keep) {
                    $(($rows, false) => s.vectorize(Fixed::<$rows, false>(self)),
                    ($rows, true) => s.vectorize(Fixed::<$rows, true>(self)),)*
                    (rows, _) => panic!("no tile of {rows} pooled rows"),
                }
            };
        }
        if S::REGISTERS > 16 { pick!(1 2 3 4 5 6) } else { pick!(1 2) }
    }
}

/// The most filters at once: each has four accumulators, beside four values and a broadcast weight.
pub const fn pooled_rows<S: Simd>() -> usize {
    if S::REGISTERS > 16 { 6 } else { 2 }
}

struct Fixed<'a, const MR: usize, const KEEP: bool>(Pooled<'a>);

impl<const MR: usize, const KEEP: bool> Kernel for Fixed<'_, MR, KEEP> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Pooled { weights, row, panel, taps, below, right, bias, floor, mut y, mut index } = self.0;
        let columns = y.columns();
        let wide = columns.next_multiple_of(S::LANES);
        // Shapes are public: sums that wrapped around would let a wrong one through.
        let filters = row.saturating_mul(MR - 1).saturating_add(taps.len());
        assert!(filters <= weights.len(), "the weights end before the tile");
        let end = taps.reach().max(below.reach()).saturating_add(right).saturating_add(wide);
        assert!(end <= panel.len(), "the panel ends before the tile");
        let (weights, panel) = (weights.as_ptr(), panel.as_ptr());
        let bias: [S::V; MR] = std::array::from_fn(|r| s.splat(bias.get(r).copied().unwrap_or(0.0)));
        let floor = s.splat(floor);
        for at in (0..columns).step_by(S::LANES) {
            let mut sums = [[s.splat(0.0); 4]; MR];
            for (k, (&tap, &below)) in taps.offsets().iter().zip(below.offsets()).enumerate() {
                let value = |tap: u32, pixel: usize| {
                    // SAFETY: the tap is at most `reach`, and `at` a vector before `wide`: all four vectors lie within.
                    unsafe { s.load_at(panel.add(tap as usize + at + pixel)) }
                };
                let values = [value(tap, 0), value(tap, right), value(below, 0), value(below, right)];
                for (r, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: r is below MR and k below the number of taps: the weights were found to reach so far.
                    let weight = s.splat(unsafe { *weights.add(r * row + k) });
                    for (sum, &value) in sums.iter_mut().zip(&values) {
                        *sum = s.mul_add(weight, value, *sum);
                    }
                }
            }
            for (r, &[a, b, c, d]) in sums.iter().enumerate() {
                let best = if KEEP {
                    let (best, tag) = s.take_greater(b, s.splat(1.0), a, s.splat(0.0));
                    let (best, tag) = s.take_greater(c, s.splat(2.0), best, tag);
                    let (best, tag) = s.take_greater(d, s.splat(3.0), best, tag);
                    s.store_u16_upto(tag, &mut index.row(r)[at..]);
                    best
                } else {
                    s.max_or_nan(s.max_or_nan(a, b), s.max_or_nan(c, d))
                };
                s.store_upto(s.max(floor, s.add(best, bias[r])), &mut y.row(r)[at..]);
            }
        }
    }
}
