//! Sums of picked patches: for every gradient behind a max pooling, the patch under the one pixel that it goes to.

use super::{Kernel, Simd};

/// The most vectors of patches that are summed at once: as many chains as hide the latency of a multiply-add.
pub const PICKED_VECTORS: usize = 8;

/// For one filter: `sums += Σ d[q] · patch(q)` over all windows q of some rows of a pooling, where patch(q) is that of
/// the pixel that was the largest in q.
#[derive(Debug)]
pub struct Picked<'a> {
    /// The patches of all pixels. Behind each one's beginning lie as many whole vectors as hold `sums`.
    pub patches: &'a [f32],
    /// The gradients, `[.., wide]`.
    pub d: &'a [f32],
    /// Which tap of the pooling was the largest, as many as `d`.
    pub index: &'a [u16],
    /// The windows of one row.
    pub wide: usize,
    /// How far apart the patches are of windows of neighbouring rows.
    pub down: usize,
    /// How far apart those of neighbouring windows are.
    pub right: usize,
    /// Where the patches of a window are, seen from its first one.
    pub taps: &'a [u32],
    /// A part of the filter's gradient: at most [`PICKED_VECTORS`] vectors.
    pub sums: &'a mut [f32],
}

impl Kernel for Picked<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        match self.sums.len().div_ceil(S::LANES) {
            0 => {}
            1 => s.vectorize(Fixed::<1, 8>(self)),
            2 => s.vectorize(Fixed::<2, 4>(self)),
            3 => s.vectorize(Fixed::<3, 2>(self)),
            4 => s.vectorize(Fixed::<4, 2>(self)),
            5 => s.vectorize(Fixed::<5, 1>(self)),
            6 => s.vectorize(Fixed::<6, 1>(self)),
            7 => s.vectorize(Fixed::<7, 1>(self)),
            8 => s.vectorize(Fixed::<8, 1>(self)),
            vectors => panic!("no sums of {vectors} vectors"),
        }
    }
}

/// `NV` vectors, in `SETS` sets of sums that are added in the end: one alone would wait for its own multiply-adds.
struct Fixed<'a, const NV: usize, const SETS: usize>(Picked<'a>);

impl<const NV: usize, const SETS: usize> Kernel for Fixed<'_, NV, SETS> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Picked { patches, d, index, wide, down, right, taps, sums } = self.0;
        let wide = wide.max(1);
        let rows = d.len().div_ceil(wide);
        assert!(sums.len() <= NV * S::LANES && d.len() == index.len(), "sums too long, or gradients without a place");
        let reach = taps.iter().copied().max().unwrap_or(0) as usize;
        // Shapes are public: sums that wrapped around would let a wrong one through.
        let last = rows.saturating_sub(1).saturating_mul(down).saturating_add((wide - 1).saturating_mul(right));
        let end = last.saturating_add(reach).saturating_add(NV * S::LANES);
        assert!(end <= patches.len(), "the patches end before the last one");
        let mut sets = [[s.splat(0.0); NV]; SETS];
        for (y, (d, index)) in d.chunks(wide).zip(index.chunks(wide)).enumerate() {
            let start = y * down;
            // SAFETY: row, column and tap are at most those of `last` and `reach`, for which the patches were found to
            // be long enough.
            let patch = |column: usize, tap: u16| unsafe {
                patches.as_ptr().add(start + column * right + taps[usize::from(tap)] as usize)
            };
            let (groups, rest) = d.as_chunks::<SETS>();
            let (index_groups, index_rest) = index.as_chunks::<SETS>();
            for (i, (d, tap)) in groups.iter().zip(index_groups).enumerate() {
                for (j, set) in sets.iter_mut().enumerate() {
                    // SAFETY: all patches were found to lie within the slice.
                    *set = unsafe { add(s, *set, d[j], patch(SETS * i + j, tap[j])) };
                }
            }
            for (i, (d, tap)) in rest.iter().zip(index_rest).enumerate() {
                // SAFETY: as above.
                sets[0] = unsafe { add(s, sets[0], *d, patch(SETS * groups.len() + i, *tap)) };
            }
        }
        for (v, sums) in sums.chunks_mut(S::LANES).enumerate() {
            let sum = sets.iter().fold(s.splat(0.0), |sum, set| s.add(sum, set[v]));
            s.store_upto(s.add(sum, s.load_upto(sums)), sums);
        }
    }
}

/// `sums + d · x`.
///
/// # Safety
/// From `x` on lie `NV` vectors.
#[inline(always)]
unsafe fn add<S: Simd, const NV: usize>(s: S, sums: [S::V; NV], d: f32, x: *const f32) -> [S::V; NV] {
    let d = s.splat(d);
    std::array::from_fn(|v| {
        // SAFETY: the caller's promise.
        let x = unsafe { s.load_at(x.add(v * S::LANES)) };
        s.mul_add(d, x, sums[v])
    })
}
