//! What the tests of this crate share: reproducible numbers, windows, and tables that report every failing row.
#![allow(dead_code, reason = "each test file uses a part of it")]

use convnet_shape::{Padding, Pair, Round, Window};

/// Reproducible numbers (SplitMix64), independent of the library's own.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// In [−1, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// `n` numbers in [−`range`, `range`).
    pub fn vec(&mut self, n: usize, range: f64) -> Vec<f64> {
        (0..n).map(|_| range * self.uniform()).collect()
    }

    /// The same as `f32`.
    pub fn vec32(&mut self, n: usize, range: f64) -> Vec<f32> {
        (0..n).map(|_| (range * self.uniform()) as f32).collect()
    }

    /// `n` different numbers, `gap` apart and around zero, in random order.
    pub fn distinct(&mut self, n: usize, gap: f64) -> Vec<f64> {
        let mut values: Vec<f64> = (0..n).map(|i| gap * (i as f64 - n as f64 / 2.0 + 0.25)).collect();
        for i in (1..n).rev() {
            values.swap(i, self.below(i + 1));
        }
        values
    }
}

/// A window that slides exactly: `size`, `stride`, `pad` (x, y).
pub fn window(size: (usize, usize), stride: (usize, usize), pad: (usize, usize)) -> Window {
    Window {
        size: Pair::new(size.0, size.1),
        stride: Pair::new(stride.0, stride.1),
        padding: Padding::Number(Pair::new(pad.0, pad.1)),
        dilation: Pair::square(1),
        round: Round::Floor,
    }
}

pub fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&v| f64::from(v)).collect()
}

/// Rows of a table that failed; panics with all of them when it is finished.
#[derive(Default)]
pub struct Failures {
    rows: Vec<String>,
    checked: usize,
}

impl Failures {
    pub fn new() -> Failures {
        Failures::default()
    }

    /// `found` must be `expected` within `tolerance` · the largest expected value.
    pub fn close(&mut self, case: impl std::fmt::Display, what: &str, found: &[f32], expected: &[f64], tolerance: f64) {
        self.close_to(1e-6, case, what, found, expected, tolerance);
    }

    /// `found` must be `expected` within `tolerance` · the largest expected value, which counts as at least `floor`.
    pub fn close_to(
        &mut self,
        floor: f64,
        case: impl std::fmt::Display,
        what: &str,
        found: &[f32],
        expected: &[f64],
        tolerance: f64,
    ) {
        self.checked += 1;
        if found.len() != expected.len() {
            self.rows.push(format!("{case}: {what} has {} values, expected {}", found.len(), expected.len()));
            return;
        }
        let scale = expected.iter().fold(floor, |m: f64, v| m.max(v.abs()));
        let error = |i: usize| (f64::from(found[i]) - expected[i]).abs() / scale;
        let wrong: Vec<usize> = (0..found.len()).filter(|&i| error(i).is_nan() || error(i) > tolerance).collect();
        if let Some(&first) = wrong.first() {
            let worst = wrong.iter().copied().max_by(|&a, &b| error(a).total_cmp(&error(b))).unwrap_or(first);
            self.rows.push(format!(
                "{case}: {what}: {} of {} wrong, first at {first}: expected {}, found {}; worst at {worst}: expected {}, \
                 found {}",
                wrong.len(),
                found.len(),
                expected[first],
                found[first],
                expected[worst],
                found[worst],
            ));
        }
    }

    pub fn check(&mut self, holds: bool, row: impl FnOnce() -> String) {
        self.checked += 1;
        if !holds {
            self.rows.push(row());
        }
    }

    pub fn finish(self) {
        assert!(self.checked > 0, "nothing was checked");
        let shown = self.rows.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.rows.is_empty(), "{} of {} checks failed:\n{shown}", self.rows.len(), self.checked);
    }
}
