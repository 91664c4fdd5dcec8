//! A learning rate that falls when the cost does so no more.

/// A learning rate that falls each time that `patience` epochs have come without a better cost, as PyTorch's
/// `ReduceLROnPlateau` has it. The cost is that of the validation, or that of the training without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Plateau {
    factor: f64,
    patience: usize,
    threshold: f64,
    cooldown: usize,
    least: f64,
    /// What the learning rate is multiplied with now.
    now: f64,
    best: f64,
    /// Epochs without a better cost.
    bad: usize,
    /// Epochs that do not count yet.
    cooling: usize,
}

impl Plateau {
    /// Multiplies with `factor`, between 0 and 1, in the epoch behind the `patience + 1`-th in a row without a better
    /// cost, which is one below 0.9999 of the best.
    pub fn new(factor: f64, patience: usize) -> Plateau {
        let (now, best) = (1.0, f64::INFINITY);
        Plateau { factor, patience, threshold: 1e-4, cooldown: 0, least: 0.0, now, best, bad: 0, cooling: 0 }
    }

    /// The part of the best cost by which a better one is less; at least 0.
    pub fn threshold(mut self, threshold: f64) -> Plateau {
        self.threshold = threshold;
        self
    }

    /// Epochs after a fall in which no epoch is counted as bad.
    pub fn cooldown(mut self, epochs: usize) -> Plateau {
        self.cooldown = epochs;
        self
    }

    /// The factor of the first learning rate below which it does not fall; at least 0.
    pub fn least(mut self, factor: f64) -> Plateau {
        self.least = factor;
        self
    }

    pub(super) fn factor_now(&self) -> f64 {
        self.now
    }

    pub(super) fn begin(&mut self) {
        (self.now, self.best, self.bad, self.cooling) = (1.0, f64::INFINITY, 0, 0);
    }

    /// What the epochs have left in it.
    pub(super) fn state(&self) -> [f64; 4] {
        [self.now, self.best, self.bad as f64, self.cooling as f64]
    }

    pub(super) fn restore(&mut self, [now, best, bad, cooling]: [f64; 4]) {
        (self.now, self.best, self.bad, self.cooling) = (now, best, bad as usize, cooling as usize);
    }

    pub(super) fn observe(&mut self, loss: f64) {
        if loss < self.best * (1.0 - self.threshold) {
            self.best = loss;
            self.bad = 0;
        } else {
            self.bad += 1;
        }
        if self.cooling > 0 {
            self.cooling -= 1;
            self.bad = 0;
        }
        if self.bad > self.patience {
            self.now = (self.factor * self.now).max(self.least);
            self.cooling = self.cooldown;
            self.bad = 0;
        }
    }
}
