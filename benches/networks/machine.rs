//! What the machine could do at most, and what a process has taken of it.

use convnet::Isa;
use convnet_core::kernels::peak;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What all threads of the pool do together in about `secs` seconds: multiply-adds from registers (`peak_gflops`), and
/// reading of memory (`read_gb_s`).
pub fn limits(isa: Isa, secs: f64) -> Value {
    let half = Duration::from_secs_f64(secs / 2.0);
    let speeds = rayon::broadcast(|_| peak(isa, half));
    json!({ "peak_gflops": speeds.iter().sum::<f64>(), "read_gb_s": bandwidth(half) })
}

/// The most bytes a second, in 10⁹, that the threads read of an array far larger than the caches.
fn bandwidth(time: Duration) -> f64 {
    /// 512 MiB.
    const VALUES: usize = 1 << 27;
    let array = vec![1.0_f32; VALUES];
    let end = Instant::now() + time;
    let mut best = f64::INFINITY;
    while best == f64::INFINITY || Instant::now() < end {
        let start = Instant::now();
        black_box(array.par_chunks(VALUES.div_ceil(rayon::current_num_threads())).map(sum).sum::<f32>());
        best = best.min(start.elapsed().as_secs_f64());
    }
    4.0 * VALUES as f64 / best / 1e9
}

/// As many sums as hide the latency of an addition.
fn sum(values: &[f32]) -> f32 {
    let mut sums = [0.0; 64];
    for values in values.chunks_exact(64) {
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    sums.iter().sum()
}

/// The most memory that this process has had, in MiB; `None` where the system does not say.
pub fn peak_rss_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}
