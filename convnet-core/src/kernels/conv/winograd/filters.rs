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
    /// The same, [`pack`](super::super::lanes::pack)ed with filters side by side, to be read instead; or nothing.
    pub packed: &'a [f32],
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
        if self.packed.is_empty() { self.turn(s) } else { self.read(s) }
    }
}

impl<const TAPS: usize, const N: usize> TransformFilters<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    /// Transforms a vector's filters of one channel, which `from` has with `read` between their taps, to place `at` of
    /// each point.
    #[inline(always)]
    fn channel<S: Simd>(&mut self, s: S, from: &[f32], read: Grid, at: usize) {
        let point = self.point;
        let to = &mut self.to[at..][..(N * N - 1) * point + S::LANES];
        // So many streams are more than the machine foresees: without a hint each write waits for its line.
        for p in 0..N * N {
            s.will_write(&mut to[p * point..]);
        }
        square::<S, _, TAPS, N>(s, Weights, from, read, to, Grid { row: N * point, column: point });
    }

    /// From packed weights.
    #[inline(always)]
    fn read<S: Simd>(mut self, s: S) {
        let (packed, window) = (self.packed, TAPS * TAPS * PANEL);
        for (i, c) in self.channels.clone().enumerate() {
            for v in (0..self.wide).step_by(S::LANES) {
                let f = self.filters.start + v;
                let from = &packed[f / PANEL * PANEL * self.geometry.taps() + c * window + f % PANEL..];
                for tap in 0..TAPS * TAPS {
                    if let Some(next) = from.get(CHANNELS_AHEAD * window + tap * PANEL..) {
                        s.will_read(next);
                    }
                }
                self.channel(s, from, Grid { row: TAPS * PANEL, column: PANEL }, i * self.wide + v);
            }
        }
    }

    /// From weights as they are.
    #[inline(always)]
    fn turn<S: Simd>(mut self, s: S) {
        let (g, weights, wide) = (self.geometry, self.weights, self.wide);
        let (filters, channels) = (self.filters.clone(), self.channels.clone());
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
                    self.channel(s, taps, Grid { row: TAPS * S::LANES, column: S::LANES }, at);
                }
            }
        }
    }
}
