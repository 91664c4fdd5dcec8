//! Adagrad.

use super::{Kept, OptimizerState, Penalty, Scheduled, check_at_least_0, check_learning_rate};
use crate::kernels::arch::widest;
use crate::network::{Elementwise, Rule, Tensor};
use crate::steps::Stretch;
use crate::train::TrainError;

/// Adagrad (Duchi, Hazan, Singer 2011), which divides each gradient by the root of the sum of its squares, in PyTorch's
/// form:
///
/// `g ← g + weight_decay · w + l1 · sign(w)` (weights only), `s ← s + g²`, and in step `t`, from 1,
/// `w ← w − learning_rate / (1 + (t − 1) · rate_decay) · g / (√s + epsilon)`.
///
/// The sums `s` belong to one network: an optimizer that has made a step serves no other.
#[derive(Clone, Debug, PartialEq)]
pub struct Adagrad {
    descent: Descent,
    rate_decay: f32,
    start: f32,
    steps: u64,
    sums: Kept,
}

impl Default for Adagrad {
    /// With PyTorch's learning rate, 0.01.
    fn default() -> Self {
        Adagrad::new(0.01)
    }
}

impl Adagrad {
    /// Sums from 0, epsilon 1e-10, without decay of any kind. The learning rate is above 0.
    pub fn new(learning_rate: f32) -> Adagrad {
        let descent = Descent { learning_rate, rate: learning_rate, epsilon: 1e-10, penalty: Penalty::default() };
        Adagrad { descent, rate_decay: 0.0, start: 0.0, steps: 0, sums: Kept::default() }
    }

    /// How the learning rate falls with the steps, beside any schedule; at least 0.
    pub fn rate_decay(mut self, rate_decay: f32) -> Adagrad {
        self.rate_decay = rate_decay;
        self
    }

    /// What the sums of squares are before the first step; at least 0.
    pub fn start(mut self, start: f32) -> Adagrad {
        self.start = start;
        self
    }

    /// What keeps the divisor away from 0; at least 0.
    pub fn epsilon(mut self, epsilon: f32) -> Adagrad {
        self.descent.epsilon = epsilon;
        self
    }

    /// With weight decay, at least 0, as [`Sgd`](super::Sgd::weight_decay) takes it.
    pub fn weight_decay(mut self, weight_decay: f32) -> Adagrad {
        self.descent.penalty.l2 = weight_decay;
        self
    }

    /// With L1 regularisation, at least 0, as [`Sgd`](super::Sgd::l1) takes it.
    pub fn l1(mut self, l1: f32) -> Adagrad {
        self.descent.penalty.l1 = l1;
        self
    }

    /// The next step, with a network of so many parameters.
    pub(super) fn step(&mut self, params: usize) -> Elementwise<'_> {
        let fall = 1.0 + self.steps as f64 * f64::from(self.rate_decay);
        self.descent.rate = (f64::from(self.descent.learning_rate) / fall) as f32;
        self.steps += 1;
        Elementwise { rule: &self.descent, kept: self.sums.arrays(params, [Some(self.start), None]) }
    }
}

/// The settings of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Descent {
    learning_rate: f32,
    /// That of the step.
    rate: f32,
    epsilon: f32,
    penalty: Penalty,
}

impl Rule for Descent {
    fn update(&self, tensor: &Tensor, factor: f32, stretch: Stretch<'_>) {
        let Stretch { params, gradients, kept: [sums, _] } = stretch;
        let (rate, penalty) = (self.rate * factor, self.penalty.of(tensor));
        widest(move || {
            for ((w, g), s) in params.iter_mut().zip(gradients).zip(sums) {
                let g = g + penalty.slope(*w);
                *s += g * g;
                *w -= rate * g / (s.sqrt() + self.epsilon);
            }
        });
    }
}

impl Scheduled for Adagrad {
    fn learning_rate(&self) -> f32 {
        self.descent.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f32) {
        self.descent.learning_rate = learning_rate;
    }

    fn check(&self) -> Result<(), TrainError> {
        check_learning_rate(self.descent.learning_rate)?;
        check_at_least_0("rate decay", self.rate_decay)?;
        check_at_least_0("start", self.start)?;
        check_at_least_0("epsilon", self.descent.epsilon)?;
        self.descent.penalty.check()
    }

    fn state(&self) -> Option<OptimizerState<'_>> {
        Some(self.sums.state(self.steps))
    }

    fn restore(&mut self, steps: u64, kept: [Vec<f32>; 2]) {
        (self.steps, self.sums) = (steps, Kept(kept));
    }
}
