//! Sums of picked stretches: of the gradient of an input, what the windows of a max pooling bring to it.

use super::{Kernel, PICKED_VECTORS, Simd};

/// A stretch and its factor.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pick {
    /// Where it begins.
    pub at: u32,
    /// What it is multiplied by.
    pub factor: f32,
}

/// `sums += Σ factor · data[at + shift ..]` over all picks.
#[derive(Debug)]
pub struct PickedRows<'a> {
    /// What they are picked from.
    pub data: &'a [f32],
    /// How far behind their beginnings.
    pub shift: usize,
    /// The picks.
    pub picks: &'a [Pick],
    /// The largest `at` that there can be; as many whole vectors as hold `sums` lie behind it in `data`.
    pub reach: usize,
    /// At most [`PICKED_VECTORS`] vectors.
    pub sums: &'a mut [f32],
}

impl Kernel for PickedRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        match self.sums.len().div_ceil(S::LANES) {
            0 => {}
            1 => s.vectorize(Fixed::<1>(self)),
            2 => s.vectorize(Fixed::<2>(self)),
            3 => s.vectorize(Fixed::<3>(self)),
            4 => s.vectorize(Fixed::<4>(self)),
            5 => s.vectorize(Fixed::<5>(self)),
            6 => s.vectorize(Fixed::<6>(self)),
            7 => s.vectorize(Fixed::<7>(self)),
            PICKED_VECTORS => s.vectorize(Fixed::<PICKED_VECTORS>(self)),
            vectors => panic!("no sums of {vectors} vectors"),
        }
    }
}

struct Fixed<'a, const NV: usize>(PickedRows<'a>);

impl<const NV: usize> Kernel for Fixed<'_, NV> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let PickedRows { data, shift, picks, reach, sums } = self.0;
        assert!(sums.len() <= NV * S::LANES, "the sums are too long");
        // Callers are safe: sums that wrapped around would let a wrong one through.
        let end = shift.saturating_add(reach).saturating_add(NV * S::LANES);
        assert!(end <= data.len(), "the data end before the last stretch");
        let mut totals = [s.splat(0.0); NV];
        for pick in picks {
            let factor = s.splat(pick.factor);
            let at = shift + (pick.at as usize).min(reach);
            for (v, total) in totals.iter_mut().enumerate() {
                // SAFETY: `at` is at most `shift + reach`, behind which there were found to be NV vectors.
                let x = unsafe { s.load_at(data.as_ptr().add(at + v * S::LANES)) };
                *total = s.mul_add(factor, x, *total);
            }
        }
        for (v, sums) in sums.chunks_mut(S::LANES).enumerate() {
            s.store_upto(s.add(totals[v], s.load_upto(sums)), sums);
        }
    }
}
