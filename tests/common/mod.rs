//! What the tests of networks share: fixtures, a reference network, data.
#![allow(dead_code, unused_imports, reason = "each test file uses a part of it")]

mod chain;
mod fixture;
mod whole;

pub use chain::Chain;
pub use fixture::{Fixture, tensor};
pub use whole::{answers_as_in_training, check, pad, random_network, window};

use convnet::{Dataset, Input, InputError, Normalization, Optimizer, Target, Tensor, Volume};

/// Values that differ from `expected` by more than `tolerance` · the largest expected magnitude, as an error message.
pub fn difference(what: &str, found: &[f32], expected: &[f64], tolerance: f64) -> Option<String> {
    if found.len() != expected.len() {
        return Some(format!("{what} has {} values, expected {}", found.len(), expected.len()));
    }
    let scale = expected.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
    let error = |i: usize| (f64::from(found[i]) - expected[i]).abs() / scale;
    let worst = (0..found.len()).max_by(|&a, &b| error(a).total_cmp(&error(b)))?;
    (error(worst).is_nan() || error(worst) > tolerance).then(|| {
        format!(
            "{what}: value {worst} is {}, expected {}: {:.1e} of the largest, {scale:.2e}",
            found[worst],
            expected[worst],
            error(worst)
        )
    })
}

/// Panics with all of the messages, if there are any.
pub fn report(differences: impl IntoIterator<Item = Option<String>>) {
    let wrong: Vec<String> = differences.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// Leaves the parameters alone: for tests that want gradients.
pub struct Still;

impl Optimizer for Still {
    fn update(&mut self, _: &mut [f32], _: &[f32], _: &[Tensor], _: &[f32]) {}
}

/// Reproducible numbers (SplitMix64), independent of the library's own.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In [−1, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// `n` numbers in [−`range`, `range`).
    pub fn vec(&mut self, n: usize, range: f64) -> Vec<f32> {
        (0..n).map(|_| (range * self.uniform()) as f32).collect()
    }
}

/// Images in memory with their classes.
pub struct Samples {
    pub images: Vec<Vec<f32>>,
    pub labels: Vec<usize>,
}

impl Samples {
    /// Noise, brighter in the place of its class, so that there is something to learn.
    pub fn new(count: usize, volume: Volume, classes: usize, seed: u64) -> Samples {
        let mut numbers = Numbers(seed);
        let mut images = Vec::new();
        let mut labels = Vec::new();
        for _ in 0..count {
            let label = (numbers.bits() % classes as u64) as usize;
            let mut image = numbers.vec(volume.len(), 1.0);
            let part = volume.len() / classes;
            image[label * part..][..part].iter_mut().for_each(|v| *v += 1.0);
            images.push(image);
            labels.push(label);
        }
        Samples { images, labels }
    }
}

impl Dataset for Samples {
    fn len(&self) -> usize {
        self.images.len()
    }

    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.images[index].write(volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        Target::Class(self.labels[index])
    }
}
