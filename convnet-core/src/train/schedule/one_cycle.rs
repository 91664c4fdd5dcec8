//! One rise and one fall of the learning rate.

use super::cosine;

/// The one-cycle policy (Smith, Topin 2018) as PyTorch's `OneCycleLR` has it: along half a cosine up to the full
/// learning rate, and along another down to next to nothing; or along [straight lines](OneCycle::linear). Where
/// momentum takes part, it goes the other way.
///
/// PyTorch counts `rise · steps − 1` steps of the rise, and reaches the end with the last step; this is the curve over
/// the whole time, whose places are parts of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    rise: f64,
    start: f64,
    end: f64,
    momentum: Option<(f64, f64)>,
    linear: bool,
}

impl Default for OneCycle {
    /// Up during 0.3 of the time, from 1/25 of the learning rate; down to 1/10,000 of that; no say in the momentum.
    fn default() -> Self {
        OneCycle { rise: 0.3, start: 1.0 / 25.0, end: 1.0 / 25.0 / 1e4, momentum: None, linear: false }
    }
}

impl OneCycle {
    /// Which part of the time goes upwards, from 0 to 1.
    pub fn rise(mut self, rise: f64) -> OneCycle {
        self.rise = rise;
        self
    }

    /// The factors of the learning rate at the start and at the end, both at least 0.
    pub fn ends(mut self, start: f64, end: f64) -> OneCycle {
        (self.start, self.end) = (start, end);
        self
    }

    /// With a momentum that is `high` at the start and at the end, and `low` where the learning rate is full; both in
    /// [0, 1), such as 0.85 and 0.95. The optimizer has to have a momentum; Adam's is the first of its betas.
    pub fn momentum(mut self, low: f64, high: f64) -> OneCycle {
        self.momentum = Some((low, high));
        self
    }

    /// Along straight lines instead of cosines, as the paper has it, and PyTorch with `anneal_strategy="linear"`.
    pub fn linear(mut self) -> OneCycle {
        self.linear = true;
        self
    }

    /// When the part `done` of the time lies behind.
    pub(super) fn factor(&self, done: f64) -> f64 {
        self.along(done, [self.start, 1.0, self.end])
    }

    pub(super) fn momentum_at(&self, done: f64) -> Option<f64> {
        self.momentum.map(|(low, high)| self.along(done, [high, low, high]))
    }

    /// From the first over the second to the third.
    fn along(&self, done: f64, [start, middle, end]: [f64; 3]) -> f64 {
        let (from, to, part) = match done < self.rise {
            true => (start, middle, done / self.rise),
            false => (middle, end, (done - self.rise) / (1.0 - self.rise)),
        };
        match self.linear {
            true => from + (to - from) * part.clamp(0.0, 1.0),
            false => cosine(from, to, part),
        }
    }
}
