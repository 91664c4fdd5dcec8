//! Some filters' weights, transformed.

use super::super::Geometry;
use super::super::lanes::PANEL;
use super::transform::{Chosen, Points, Weights};
use crate::kernels::arch::{Grid, Kernel, MAX_LANES, Simd, square};
use crate::kernels::blocks::CHANNELS_AHEAD;
use crate::kernels::gemm::transpose;
use std::ops::Range;

/// The taps of the largest window.
const MAX_WINDOW: usize = 25;

/// Writes `[N², channels, wide]`, points `point` apart: filters side by side, zeros behind the last.
pub struct TransformFilters<'a, const TAPS: usize, const N: usize> {
    pub geometry: &'a Geometry,
    /// `[filters, depth, TAPS, TAPS]`.
    pub weights: &'a [f32],
    pub filters: Range<usize>,
    pub channels: Range<usize>,
    /// Filters that there is room for: whole vectors.
    pub wide: usize,
    pub point: usize,
    pub to: &'a mut [f32],
}

impl<const TAPS: usize, const N: usize> Kernel for TransformFilters<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformFilters { geometry: g, weights, filters, channels, wide, point, to } = self;
        let taps = g.taps();
        let window = TAPS * TAPS;
        let mut turned = [0.0; (MAX_WINDOW * MAX_LANES + MAX_LANES) * MAX_LANES];
        for v in (0..wide).step_by(S::LANES) {
            let first = (filters.start + v).min(filters.end);
            let rows = (filters.end - first).min(S::LANES);
            for c in channels.clone().step_by(S::LANES) {
                let count = (channels.end - c).min(S::LANES);
                // The taps of a few channels, one behind the other, are turned to have filters side by side.
                for t in (0..count * window).step_by(S::LANES) {
                    let len = (count * window - t).min(S::LANES);
                    let mut square = [s.splat(0.0); MAX_LANES];
                    for (r, row) in square[..rows].iter_mut().enumerate() {
                        let from = &weights[(first + r) * taps + c * window + t..];
                        *row = s.load_upto(&from[..len]);
                        s.will_read(&from[(S::LANES * window).min(from.len())..]);
                    }
                    transpose(s, &mut square);
                    for (i, &values) in square[..S::LANES].iter().enumerate() {
                        s.store(values, &mut turned[(t + i) * S::LANES..]);
                    }
                }
                for (i, taps) in turned.chunks_exact(window * S::LANES).take(count).enumerate() {
                    let at = (c - channels.start + i) * wide + v;
                    let to = &mut to[at..][..(N * N - 1) * point + S::LANES];
                    // So many streams are more than the machine foresees: without a hint each write waits for its line.
                    for p in 0..N * N {
                        s.will_write(&mut to[p * point..]);
                    }
                    let (read, write) =
                        (Grid { row: TAPS * S::LANES, column: S::LANES }, Grid { row: N * point, column: point });
                    square::<S, _, TAPS, N>(s, Weights, taps, read, to, write);
                }
            }
        }
    }
}

/// The same from weights that are [`pack`](super::super::lanes::pack)ed, with filters side by side.
pub struct TransformPacked<'a, const TAPS: usize, const N: usize> {
    pub geometry: &'a Geometry,
    pub packed: &'a [f32],
    pub filters: Range<usize>,
    pub channels: Range<usize>,
    /// Filters that there is room for: whole vectors.
    pub wide: usize,
    pub point: usize,
    pub to: &'a mut [f32],
}

impl<const TAPS: usize, const N: usize> Kernel for TransformPacked<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformPacked { geometry: g, packed, filters, channels, wide, point, to } = self;
        let (read, write) = (Grid { row: TAPS * PANEL, column: PANEL }, Grid { row: N * point, column: point });
        for (i, c) in channels.enumerate() {
            for v in (0..wide).step_by(S::LANES) {
                let f = filters.start + v;
                let to = &mut to[i * wide + v..][..(N * N - 1) * point + S::LANES];
                for p in 0..N * N {
                    s.will_write(&mut to[p * point..]);
                }
                let from = &packed[f / PANEL * PANEL * g.taps() + c * TAPS * TAPS * PANEL + f % PANEL..];
                for tap in 0..TAPS * TAPS {
                    if let Some(next) = from.get((CHANNELS_AHEAD * TAPS * TAPS + tap) * PANEL..) {
                        s.will_read(next);
                    }
                }
                square::<S, _, TAPS, N>(s, Weights, from, read, to, write);
            }
        }
    }
}
