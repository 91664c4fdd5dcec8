//! RMSProp.

use super::{Kept, OptimizerState, Penalty, Scheduled, check_at_least_0, check_decay, check_learning_rate};
use crate::kernels::arch::widest;
use crate::network::{Elementwise, Rule, Tensor};
use crate::steps::Stretch;
use crate::train::TrainError;

/// RMSProp (Tieleman, Hinton 2012: lecture 6.5), which divides each gradient by the root of the mean of its squares, in
/// PyTorch's form without centring:
///
/// `g ← g + weight_decay · w + l1 · sign(w)` (weights only), `s ← smoothing · s + (1 − smoothing) · g²`,
/// `v ← momentum · v + g / (√s + epsilon)` and `w ← w − learning_rate · v`.
///
/// `s` and `v` belong to one network: an optimizer that has made a step serves no other.
#[derive(Clone, Debug, PartialEq)]
pub struct RmsProp {
    descent: Descent,
    kept: Kept,
}

impl Default for RmsProp {
    /// With PyTorch's learning rate, 0.01.
    fn default() -> Self {
        RmsProp::new(0.01)
    }
}

impl RmsProp {
    /// Smoothing 0.99 and epsilon 1e-8, without momentum and decay. The learning rate is above 0.
    pub fn new(learning_rate: f32) -> RmsProp {
        let penalty = Penalty::default();
        let descent = Descent { learning_rate, smoothing: 0.99, epsilon: 1e-8, momentum: 0.0, penalty };
        RmsProp { descent, kept: Kept::default() }
    }

    /// How much of the mean square a step keeps, in [0, 1).
    pub fn smoothing(mut self, smoothing: f64) -> RmsProp {
        self.descent.smoothing = smoothing;
        self
    }

    /// What keeps the divisor away from 0; at least 0.
    pub fn epsilon(mut self, epsilon: f32) -> RmsProp {
        self.descent.epsilon = epsilon;
        self
    }

    /// With momentum, in [0, 1).
    pub fn momentum(mut self, momentum: f32) -> RmsProp {
        self.descent.momentum = momentum;
        self
    }

    /// With weight decay, at least 0, as [`Sgd`](super::Sgd::weight_decay) takes it.
    pub fn weight_decay(mut self, weight_decay: f32) -> RmsProp {
        self.descent.penalty.l2 = weight_decay;
        self
    }

    /// With L1 regularisation, at least 0, as [`Sgd`](super::Sgd::l1) takes it.
    pub fn l1(mut self, l1: f32) -> RmsProp {
        self.descent.penalty.l1 = l1;
        self
    }

    /// A step with a network of so many parameters; without momentum there are no velocities.
    pub(super) fn step(&mut self, params: usize) -> Elementwise<'_> {
        let velocity = (self.descent.momentum != 0.0).then_some(0.0);
        Elementwise { rule: &self.descent, kept: self.kept.arrays(params, [Some(0.0), velocity]) }
    }
}

/// The settings of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Descent {
    learning_rate: f32,
    /// In double precision, as what it leaves to 1 is what counts.
    smoothing: f64,
    epsilon: f32,
    momentum: f32,
    penalty: Penalty,
}

impl Rule for Descent {
    fn update(&self, tensor: &Tensor, factor: f32, stretch: Stretch<'_>) {
        let Stretch { params, gradients, kept: [squares, velocity] } = stretch;
        let (rate, penalty) = (self.learning_rate * factor, self.penalty.of(tensor));
        let part = (1.0 - self.smoothing) as f32;
        let divided = |w: f32, g: f32, s: &mut f32| {
            let g = g + penalty.slope(w);
            *s += part * (g * g - *s);
            g / (s.sqrt() + self.epsilon)
        };
        widest(move || {
            let each = params.iter_mut().zip(gradients).zip(squares);
            if self.momentum == 0.0 {
                for ((w, g), s) in each {
                    *w -= rate * divided(*w, *g, s);
                }
            } else {
                for (((w, g), s), v) in each.zip(velocity) {
                    *v = self.momentum * *v + divided(*w, *g, s);
                    *w -= rate * *v;
                }
            }
        });
    }
}

impl Scheduled for RmsProp {
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
        let Descent { learning_rate, smoothing, epsilon, momentum, penalty } = self.descent;
        check_learning_rate(learning_rate)?;
        check_decay("smoothing", smoothing)?;
        check_at_least_0("epsilon", epsilon)?;
        check_decay("momentum", momentum.into())?;
        penalty.check()
    }

    fn state(&self) -> Option<OptimizerState<'_>> {
        Some(self.kept.state(0))
    }

    fn restore(&mut self, _: u64, kept: [Vec<f32>; 2]) {
        self.kept = Kept(kept);
    }
}
