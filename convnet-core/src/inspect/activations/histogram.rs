//! Counts of values that nobody knows beforehand.

use std::ops::Range;

/// Bins on either side of 0.
const HALF: usize = 128;

/// How many values of a stream lie where.
///
/// All bins are equally wide; they reach equally far to both sides of 0, as far as a power of two that is above all
/// magnitudes. Where a larger value comes, two neighbours become one bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// From −reach to reach; none before the first value.
    bins: Vec<u64>,
    /// A power of two.
    reach: f64,
}

impl Histogram {
    pub(super) fn new() -> Histogram {
        Histogram { bins: Vec::new(), reach: 1.0 }
    }

    /// How wide a bin is.
    pub fn width(&self) -> f64 {
        self.reach / HALF as f64
    }

    /// The bins from the first to the last that has a value in it: where it begins and ends (the end is no part of it), and
    /// how many values it has.
    pub fn bins(&self) -> impl Iterator<Item = (Range<f64>, u64)> + '_ {
        let first = self.bins.iter().position(|&count| count > 0).unwrap_or(0);
        let end = self.bins.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        let edge = |bin: usize| (bin as f64 - HALF as f64) * self.width();
        (first..end.max(first)).map(move |bin| (edge(bin)..edge(bin + 1), self.bins[bin]))
    }

    /// Counts a finite value.
    pub(super) fn add(&mut self, value: f32) {
        let value = f64::from(value);
        if self.bins.is_empty() {
            self.bins = vec![0; 2 * HALF];
            // The least power of two above it.
            self.reach = if value == 0.0 { 1.0 } else { 2.0_f64.powi(value.abs().log2().floor() as i32 + 1) };
        }
        while value.abs() >= self.reach {
            self.widen();
        }
        let bin = (value / self.width() + HALF as f64).floor();
        self.bins[bin as usize] += 1;
    }

    /// Twice as far to both sides.
    fn widen(&mut self) {
        let mut bins = vec![0; 2 * HALF];
        for (i, pair) in self.bins.as_chunks::<2>().0.iter().enumerate() {
            bins[HALF / 2 + i] = pair[0] + pair[1];
        }
        self.bins = bins;
        self.reach *= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_its_bin() {
        // From small to large, and to and fro: bins widen on the way.
        let values: Vec<f32> = (0..3000).map(|i| (i as f32 * 0.37).sin() * 1.01_f32.powi(i % 900)).collect();
        let mut histogram = Histogram::new();
        values.iter().for_each(|&value| histogram.add(value));
        let bins: Vec<_> = histogram.bins().collect();
        assert_eq!(bins.iter().map(|(_, count)| count).sum::<u64>(), 3000);
        for (range, count) in &bins {
            let inside = values.iter().filter(|&&value| range.contains(&f64::from(value))).count();
            assert_eq!(inside as u64, *count, "{range:?}");
        }
        let largest = values.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
        assert!(f64::from(largest) < 128.0 * histogram.width() && f64::from(largest) >= 64.0 * histogram.width());
        assert!(bins.len() > 100 && bins.windows(2).all(|pair| pair[0].0.end == pair[1].0.start));
    }

    #[test]
    fn the_ends_of_what_can_be_said_have_bins_too() {
        assert_eq!(Histogram::new().bins().count(), 0);
        for value in [0.0, -0.0, 1.0, -1.0, f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1e-45, -1e-45] {
            let mut histogram = Histogram::new();
            histogram.add(value);
            let (range, count) = histogram.bins().next().expect("a bin");
            assert!(count == 1 && range.contains(&f64::from(value)), "{value}: {range:?}");
        }
    }
}
