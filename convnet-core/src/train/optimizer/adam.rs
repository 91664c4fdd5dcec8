//! Adam and AdamW.

use super::{Kept, OptimizerState, Penalty, Scheduled, check_at_least_0, check_decay, check_learning_rate};
use crate::kernels::arch::widest;
use crate::network::{Elementwise, Rule, Tensor};
use crate::steps::Stretch;
use crate::train::TrainError;

/// Adam (Kingma, Ba 2015, algorithm 1), and AdamW (Loshchilov, Hutter 2019, algorithm 2), in PyTorch's form: in step
/// `t`, from 1,
///
/// `g ← g + weight_decay · w + l1 · sign(w)` (weights only), `m ← β₁ · m + (1 − β₁) · g`,
/// `v ← β₂ · v + (1 − β₂) · g²`, and `w ← w − learning_rate · m̂ / (√v̂ + epsilon)` with `m̂ = m / (1 − β₁ᵗ)` and
/// `v̂ = v / (1 − β₂ᵗ)`.
///
/// AdamW leaves the gradient alone, and takes `learning_rate · (weight_decay · w + l1 · sign(w))` from the weight
/// itself.
///
/// `m` and `v` belong to one network: an optimizer that has made a step serves no other.
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "AdamW")]
pub struct Adam {
    learning_rate: f32,
    /// In double precision, as what they leave to 1 is what counts.
    betas: [f64; 2],
    epsilon: f32,
    penalty: Penalty,
    decoupled: bool,
    steps: u64,
    next: Step,
    moments: Kept,
}

impl Default for Adam {
    /// With PyTorch's learning rate, 0.001.
    fn default() -> Self {
        Adam::new(0.001)
    }
}

impl Adam {
    /// Betas 0.9 and 0.999, epsilon 1e-8, without weight decay. The learning rate is above 0.
    pub fn new(learning_rate: f32) -> Adam {
        Adam {
            learning_rate,
            betas: [0.9, 0.999],
            epsilon: 1e-8,
            penalty: Penalty::default(),
            decoupled: false,
            steps: 0,
            next: Step::default(),
            moments: Kept::default(),
        }
    }

    /// AdamW: the same with weight decay 0.01, which is decoupled from the gradient.
    pub fn adamw(learning_rate: f32) -> Adam {
        Adam::new(learning_rate).decoupled(true).weight_decay(0.01)
    }

    /// How much of the means of gradients and of their squares a step keeps; each in [0, 1).
    pub fn betas(mut self, of_gradients: f64, of_squares: f64) -> Adam {
        self.betas = [of_gradients, of_squares];
        self
    }

    /// What keeps the divisor away from 0; at least 0.
    pub fn epsilon(mut self, epsilon: f32) -> Adam {
        self.epsilon = epsilon;
        self
    }

    /// With weight decay, at least 0, of weights only: see [`Adam`] and [`Sgd`](super::Sgd::weight_decay).
    pub fn weight_decay(mut self, weight_decay: f32) -> Adam {
        self.penalty.l2 = weight_decay;
        self
    }

    /// With L1 regularisation, at least 0, of weights only: see [`Adam`] and [`Sgd`](super::Sgd::l1).
    pub fn l1(mut self, l1: f32) -> Adam {
        self.penalty.l1 = l1;
        self
    }

    /// Whether weight decay and L1 regularisation bypass the gradient, as AdamW has it.
    pub fn decoupled(mut self, decoupled: bool) -> Adam {
        self.decoupled = decoupled;
        self
    }

    /// The next step, with a network of so many parameters.
    pub(super) fn step(&mut self, params: usize) -> Elementwise<'_> {
        self.steps += 1;
        let missing = self.betas.map(|beta| 1.0 - beta.powf(self.steps as f64));
        self.next = Step {
            learning_rate: self.learning_rate,
            parts: self.betas.map(|beta| (1.0 - beta) as f32),
            rate: (f64::from(self.learning_rate) / missing[0]) as f32,
            root: missing[1].sqrt() as f32,
            epsilon: self.epsilon,
            penalty: self.penalty,
            decoupled: self.decoupled,
        };
        Elementwise { rule: &self.next, kept: self.moments.arrays(params, [Some(0.0); 2]) }
    }
}

/// What all parameters have in common in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Step {
    learning_rate: f32,
    /// `1 − β` of both means.
    parts: [f32; 2],
    /// `learning_rate / (1 − β₁ᵗ)`.
    rate: f32,
    /// `√(1 − β₂ᵗ)`.
    root: f32,
    epsilon: f32,
    penalty: Penalty,
    decoupled: bool,
}

impl Rule for Step {
    fn update(&self, tensor: &Tensor, factor: f32, stretch: Stretch<'_>) {
        let Stretch { params, gradients, kept: [means, squares] } = stretch;
        let penalty = self.penalty.of(tensor);
        let (coupled, decoupled) =
            if self.decoupled { (Penalty::default(), penalty) } else { (penalty, Penalty::default()) };
        let (shrink, rate, [part, square_part]) = (self.learning_rate * factor, self.rate * factor, self.parts);
        widest(move || {
            for (((w, g), m), v) in params.iter_mut().zip(gradients).zip(means).zip(squares) {
                let g = g + coupled.slope(*w);
                *m += part * (g - *m);
                *v += square_part * (g * g - *v);
                *w -= shrink * decoupled.slope(*w) + rate * *m / (v.sqrt() / self.root + self.epsilon);
            }
        });
    }
}

impl Scheduled for Adam {
    fn learning_rate(&self) -> f32 {
        self.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f32) {
        self.learning_rate = learning_rate;
    }

    fn momentum(&self) -> Option<f32> {
        Some(self.betas[0] as f32)
    }

    fn set_momentum(&mut self, momentum: f32) {
        self.betas[0] = momentum.into();
    }

    fn check(&self) -> Result<(), TrainError> {
        check_learning_rate(self.learning_rate)?;
        check_decay("beta of gradients", self.betas[0])?;
        check_decay("beta of squares", self.betas[1])?;
        check_at_least_0("epsilon", self.epsilon)?;
        self.penalty.check()
    }

    fn state(&self) -> Option<OptimizerState<'_>> {
        Some(self.moments.state(self.steps))
    }

    fn restore(&mut self, steps: u64, kept: [Vec<f32>; 2]) {
        (self.steps, self.moments) = (steps, Kept(kept));
    }
}
