//! What the machine could do at most: the measure that benchmarks hold the kernels against.

use super::Isa;
use super::arch::{Kernel, Simd};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Multiply-adds of registers with registers, for a while.
struct Burn {
    rounds: usize,
}

/// Independent sums: enough to hide the latency of the multiply-add, few enough for sixteen registers.
const SUMS: usize = 12;

impl Kernel for Burn {
    /// How many multiply-adds of one number it did.
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> usize {
        let (a, b) = (s.splat(black_box(0.5)), s.splat(black_box(1.0)));
        let mut sums = [s.splat(0.0); SUMS];
        for _ in 0..self.rounds {
            for sum in &mut sums {
                *sum = s.mul_add(*sum, a, b);
            }
        }
        let total = sums.iter().fold(s.splat(0.0), |total, &sum| s.add(total, sum));
        black_box(s.sum(total));
        self.rounds * SUMS * S::LANES
    }
}

/// The most GFLOP/s (two for a multiply-add) that one core does with `isa`: the best of several tries that together
/// take about `time`.
pub fn peak(isa: Isa, time: Duration) -> f64 {
    let end = Instant::now() + time;
    let mut best = 0.0_f64;
    while Instant::now() < end {
        let start = Instant::now();
        let count = isa.run(Burn { rounds: 20_000 });
        best = best.max(2.0 * count as f64 / start.elapsed().as_secs_f64() / 1e9);
    }
    best
}
