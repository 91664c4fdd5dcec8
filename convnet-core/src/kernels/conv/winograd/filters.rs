//! Some filters' weights, transformed.

use super::super::Geometry;
use super::transform::{AREA, TAPS, Weights, square};
use crate::kernels::arch::{Kernel, MAX_LANES, Simd};
use crate::kernels::gemm::transpose;
use std::ops::Range;

const WINDOW: usize = TAPS * TAPS;

/// Writes `[36, channels, wide]`, points `point` apart: filters side by side, zeros behind the last.
pub struct TransformFilters<'a> {
    pub geometry: &'a Geometry,
    /// `[filters, depth, 3, 3]`.
    pub weights: &'a [f32],
    pub filters: Range<usize>,
    pub channels: Range<usize>,
    /// Filters that there is room for: whole vectors.
    pub wide: usize,
    pub point: usize,
    pub to: &'a mut [f32],
}

impl Kernel for TransformFilters<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformFilters { geometry: g, weights, filters, channels, wide, point, to } = self;
        let taps = g.taps();
        let mut turned = [0.0; (WINDOW * MAX_LANES + MAX_LANES) * MAX_LANES];
        for v in (0..wide).step_by(S::LANES) {
            let first = (filters.start + v).min(filters.end);
            let rows = (filters.end - first).min(S::LANES);
            for c in channels.clone().step_by(S::LANES) {
                let count = (channels.end - c).min(S::LANES);
                // The taps of a few channels, one behind the other, are turned to have filters side by side.
                for t in (0..count * WINDOW).step_by(S::LANES) {
                    let len = (count * WINDOW - t).min(S::LANES);
                    let mut square = [s.splat(0.0); MAX_LANES];
                    for (r, row) in square[..rows].iter_mut().enumerate() {
                        *row = s.load_upto(&weights[(first + r) * taps + c * WINDOW + t..][..len]);
                    }
                    transpose(s, &mut square);
                    for (i, &values) in square[..S::LANES].iter().enumerate() {
                        s.store(values, &mut turned[(t + i) * S::LANES..]);
                    }
                }
                for (i, taps) in turned.chunks_exact(WINDOW * S::LANES).take(count).enumerate() {
                    let mut w = [[s.splat(0.0); TAPS]; TAPS];
                    for (w, taps) in w.iter_mut().flatten().zip(taps.chunks_exact(S::LANES)) {
                        *w = s.load(taps);
                    }
                    let u = square(s, Weights, &w);
                    let at = (c - channels.start + i) * wide + v;
                    let to = &mut to[at..][..(AREA - 1) * point + S::LANES];
                    for (p, &u) in u.iter().flatten().enumerate() {
                        s.store(u, &mut to[p * point..]);
                    }
                }
            }
        }
    }
}
