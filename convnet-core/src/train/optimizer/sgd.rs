//! Stochastic gradient descent.

use super::{Kept, OptimizerState, Penalty, Scheduled, check_decay, check_learning_rate, expect};
use crate::kernels::arch::widest;
use crate::network::{Elementwise, Rule, Tensor};
use crate::steps::Stretch;
use crate::train::TrainError;

/// Stochastic gradient descent with momentum (Polyak 1964; Nesterov 1983 as Sutskever et al. 2013 simplify it) and
/// weight decay, in PyTorch's form:
///
/// `g ← g + weight_decay · w + l1 · sign(w)` (weights only), `v ← momentum · v + g`, and `w ← w − learning_rate · v`,
/// or `w ← w − learning_rate · (g + momentum · v)` with Nesterov's momentum.
///
/// The velocities `v` belong to one network: an optimizer that has made a step serves no other.
#[derive(Clone, Debug, PartialEq)]
pub struct Sgd {
    descent: Descent,
    velocity: Kept,
}

impl Sgd {
    /// Plain descent, without momentum and decay. The learning rate is above 0.
    pub fn new(learning_rate: f32) -> Sgd {
        let descent = Descent { learning_rate, momentum: 0.0, nesterov: false, penalty: Penalty::default() };
        Sgd { descent, velocity: Kept::default() }
    }

    /// With momentum, in [0, 1).
    pub fn momentum(mut self, momentum: f32) -> Sgd {
        self.descent.momentum = momentum;
        self
    }

    /// With Nesterov's momentum instead of the plain one.
    pub fn nesterov(mut self, nesterov: bool) -> Sgd {
        self.descent.nesterov = nesterov;
        self
    }

    /// With weight decay, at least 0: the factor of L2 regularisation's ½·w². Biases, normalisation's factors and
    /// slopes are not decayed.
    pub fn weight_decay(mut self, weight_decay: f32) -> Sgd {
        self.descent.penalty.l2 = weight_decay;
        self
    }

    /// With L1 regularisation: the factor, at least 0, of |w| in the cost; of weights only. Beside weight decay it
    /// makes the elastic net (Zou, Hastie 2005).
    pub fn l1(mut self, l1: f32) -> Sgd {
        self.descent.penalty.l1 = l1;
        self
    }

    /// Forgets the velocities, as before the first step.
    pub fn reset(&mut self) {
        self.velocity.clear();
    }

    /// A step with a network of so many parameters; without momentum there are no velocities.
    pub(super) fn step(&mut self, params: usize) -> Elementwise<'_> {
        let start = (self.descent.momentum != 0.0).then_some(0.0);
        Elementwise { rule: &self.descent, kept: self.velocity.arrays(params, [start, None]) }
    }
}

/// The settings of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Descent {
    learning_rate: f32,
    momentum: f32,
    nesterov: bool,
    penalty: Penalty,
}

impl Descent {
    #[inline(always)]
    fn descend(&self, rate: f32, stretch: Stretch<'_>, slope: impl Fn(f32) -> f32) {
        let Stretch { params, gradients, kept: [velocity, _] } = stretch;
        let momentum = self.momentum;
        if momentum == 0.0 {
            for (w, g) in params.iter_mut().zip(gradients) {
                *w -= rate * (g + slope(*w));
            }
        } else if self.nesterov {
            for ((w, g), v) in params.iter_mut().zip(gradients).zip(velocity) {
                let g = g + slope(*w);
                *v = momentum * *v + g;
                *w -= rate * (g + momentum * *v);
            }
        } else {
            for ((w, g), v) in params.iter_mut().zip(gradients).zip(velocity) {
                *v = momentum * *v + (g + slope(*w));
                *w -= rate * *v;
            }
        }
    }
}

impl Rule for Descent {
    /// Each element is computed on its own, so that the cut into stretches changes no bit.
    fn update(&self, tensor: &Tensor, factor: f32, stretch: Stretch<'_>) {
        let (rate, penalty) = (self.learning_rate * factor, self.penalty.of(tensor));
        // A loop of its own: signs cost as much as all else of a step.
        widest(move || match penalty.l1 == 0.0 {
            true => self.descend(rate, stretch, |w| penalty.l2 * w),
            false => self.descend(rate, stretch, |w| penalty.slope(w)),
        });
    }
}

impl Scheduled for Sgd {
    fn learning_rate(&self) -> f32 {
        self.descent.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f32) {
        self.descent.learning_rate = learning_rate;
    }

    fn momentum(&self) -> Option<f32> {
        Some(self.descent.momentum)
    }

    fn set_momentum(&mut self, momentum: f32) {
        self.descent.momentum = momentum;
    }

    fn check(&self) -> Result<(), TrainError> {
        let Descent { learning_rate, momentum, nesterov, penalty } = self.descent;
        check_learning_rate(learning_rate)?;
        check_decay("momentum", momentum.into())?;
        expect("momentum", !nesterov || momentum > 0.0, "a number above 0, for Nesterov's momentum", momentum)?;
        penalty.check()
    }

    fn state(&self) -> Option<OptimizerState<'_>> {
        Some(self.velocity.state(0))
    }

    fn restore(&mut self, _: u64, kept: [Vec<f32>; 2]) {
        self.velocity = Kept(kept);
    }
}
