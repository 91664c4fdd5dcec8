//! Random numbers for one image.

use crate::steps::Random;
use std::f64::consts::TAU;
use std::ops::RangeInclusive;

/// Random numbers for one transform of one image in one epoch, one after the other. They are a function of the seed and
/// of how many have been drawn.
#[derive(Clone, Debug)]
pub struct Draws {
    random: Random,
    drawn: u64,
}

impl Draws {
    /// Those of a seed.
    pub fn new(seed: u64) -> Draws {
        Draws::of(Random::new(seed))
    }

    pub(super) fn of(random: Random) -> Draws {
        Draws { random, drawn: 0 }
    }

    fn bits(&mut self) -> u64 {
        self.drawn += 2;
        (u64::from(self.random.bits(self.drawn - 2)) << 32) | u64::from(self.random.bits(self.drawn - 1))
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in a range.
    pub fn within(&mut self, range: &RangeInclusive<f64>) -> f64 {
        range.start() + self.uniform() * (range.end() - range.start())
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A whole number below `count`; 0 where that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        // The upper half of the product is uniform to within 2^-64 · count.
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// Gaussian with mean 0 and deviation 1 (Box, Muller 1958).
    pub fn gaussian(&mut self) -> f64 {
        // 1 − u lies in (0, 1]: its logarithm is finite.
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (TAU * self.uniform()).cos()
    }

    /// Gamma with scale 1 and a shape above 0 (Marsaglia, Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let power = (1.0 - self.uniform()).powf(1.0 / shape);
            return self.gamma(shape + 1.0) * power;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.gaussian();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.uniform()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Beta with both shapes `alpha`, above 0: from 0 to 1, mostly near the ends where alpha is below 1.
    pub fn beta(&mut self, alpha: f64) -> f64 {
        let (a, b) = (self.gamma(alpha), self.gamma(alpha));
        // Both are 0 where alpha is so small that the powers are: then it is one of the ends.
        if a + b > 0.0 { a / (a + b) } else { f64::from(u8::from(self.chance(0.5))) }
    }
}
