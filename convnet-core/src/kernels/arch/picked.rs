//! Sums of picked image rows: for every gradient behind a max pooling, the patch under the one pixel that it goes to.

use super::{Kernel, Simd};

/// For a filter and a channel: `sums[k] += Σ d[q] · x[place(q) + k · row ..]` over all windows q of a pooling, where
/// place(q) is that of the pixel that was the largest in q.
#[derive(Debug)]
pub struct Picked<'a, const ROWS: usize> {
    /// One channel of the padded image.
    pub x: &'a [f32],
    /// From one row of the filter to the next.
    pub row: usize,
    /// The gradients, `[.., wide]`.
    pub d: &'a [f32],
    /// Which tap of the pooling was the largest, as many as `d`.
    pub index: &'a [u16],
    /// The windows of one row.
    pub wide: usize,
    /// How far apart the windows of neighbouring rows are in `x`.
    pub down: usize,
    /// How far apart neighbouring windows are.
    pub right: usize,
    /// Where the taps of a window are, seen from its first one.
    pub taps: &'a [u32],
    /// `ROWS` rows of `columns` values: the filter's gradient.
    pub sums: &'a mut [f32],
    /// Columns of the filter; at most `LANES`.
    pub columns: usize,
}

impl<const ROWS: usize> Kernel for Picked<'_, ROWS> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Picked { x, row, d, index, wide, down, right, taps, sums, columns } = self;
        let rows = d.len().div_ceil(wide.max(1));
        assert!(columns <= S::LANES && d.len() == index.len(), "a filter too wide, or gradients without a place");
        let reach = taps.iter().copied().max().unwrap_or(0) as usize;
        // Shapes are public: sums that wrapped around would let a wrong one through.
        let last =
            rows.saturating_sub(1).saturating_mul(down).saturating_add(wide.saturating_sub(1).saturating_mul(right));
        let end = last.saturating_add(reach).saturating_add((ROWS - 1).saturating_mul(row)).saturating_add(S::LANES);
        assert!(end <= x.len(), "the image ends before the last patch");
        // Two sets of sums: one alone would wait for its own multiply-adds.
        let mut even = [s.splat(0.0); ROWS];
        let mut odd = even;
        for (y, (d, index)) in d.chunks(wide).zip(index.chunks(wide)).enumerate() {
            let start = y * down;
            // SAFETY: row, column and tap are at most those of `last` and `reach`, for which the image was found to be
            // long enough.
            let patch = |column: usize, tap: u16| unsafe {
                x.as_ptr().add(start + column * right + taps[usize::from(tap)] as usize)
            };
            let (pairs, rest) = d.as_chunks::<2>();
            let (index_pairs, index_rest) = index.as_chunks::<2>();
            for (i, (d, tap)) in pairs.iter().zip(index_pairs).enumerate() {
                // SAFETY: all patches were found to lie within the image.
                even = unsafe { add(s, even, d[0], patch(2 * i, tap[0]), row) };
                // SAFETY: as above.
                odd = unsafe { add(s, odd, d[1], patch(2 * i + 1, tap[1]), row) };
            }
            for (d, tap) in rest.iter().zip(index_rest) {
                // SAFETY: as above.
                even = unsafe { add(s, even, *d, patch(2 * pairs.len(), *tap), row) };
            }
        }
        for ((&even, &odd), sums) in even.iter().zip(&odd).zip(sums.chunks_exact_mut(columns)) {
            s.store_upto(s.add(s.add(even, odd), s.load_upto(sums)), sums);
        }
    }
}

/// `sums[k] + d · x[k · row ..]`.
///
/// # Safety
/// From `x` on lie `ROWS − 1` rows and a vector more.
#[inline(always)]
unsafe fn add<S: Simd, const ROWS: usize>(s: S, sums: [S::V; ROWS], d: f32, x: *const f32, row: usize) -> [S::V; ROWS] {
    let d = s.splat(d);
    std::array::from_fn(|k| {
        // SAFETY: the caller's promise.
        let x = unsafe { s.load_at(x.add(k * row)) };
        s.mul_add(d, x, sums[k])
    })
}
