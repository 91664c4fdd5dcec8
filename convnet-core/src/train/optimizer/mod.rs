//! Optimizers, and what can be put around any of them.

mod adagrad;
mod adam;
mod clip;
mod max_norm;
mod penalty;
mod rmsprop;
mod sgd;

pub use adagrad::Adagrad;
pub use adam::Adam;
pub use clip::Clip;
pub use max_norm::MaxNorm;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use super::TrainError;
use crate::network::{Elementwise, Optimizer, Tensor};
use penalty::Penalty;
use std::fmt;

/// An optimizer that a [`Trainer`](super::Trainer) can use: a schedule changes its learning rate, and may change its
/// momentum.
pub trait Scheduled: Optimizer + fmt::Debug {
    /// The learning rate.
    fn learning_rate(&self) -> f32;

    /// Another learning rate from the next step on.
    fn set_learning_rate(&mut self, learning_rate: f32);

    /// The momentum; the first of Adam's betas. `None` where there is no such thing.
    fn momentum(&self) -> Option<f32> {
        None
    }

    /// Another momentum from the next step on, where there is such a thing.
    fn set_momentum(&mut self, momentum: f32) {
        let _ = momentum;
    }

    /// Whether all settings make sense.
    ///
    /// # Errors
    /// [`TrainError::Setting`], which names the first that does not.
    fn check(&self) -> Result<(), TrainError>;

    /// What its steps have left in it, beside its settings. `None`, unless it is said: a training with such an
    /// optimizer has no checkpoints.
    fn state(&self) -> Option<OptimizerState<'_>> {
        None
    }

    /// Takes what [`state`](Scheduled::state) has said of an optimizer with the same settings, so that both go on with
    /// the same bits.
    fn restore(&mut self, steps: u64, kept: [Vec<f32>; 2]) {
        let _ = (steps, kept);
    }
}

/// What the steps of an optimizer have left in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptimizerState<'a> {
    /// How many there were, where it counts them; otherwise 0.
    pub steps: u64,
    /// What it keeps for each parameter: arrays as long as the parameters, or empty.
    pub kept: [&'a [f32]; 2],
}

/// Each moves a parameter by its own gradient, as its `step` says.
macro_rules! elementwise {
    ($($optimizer:ty),*) => {$(
        impl Optimizer for $optimizer {
            /// # Panics
            /// Where the optimizer has stepped with a network of another size.
            fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
                self.step(params.len()).update(params, gradients, tensors, factors);
            }

            /// # Panics
            /// Where the optimizer has stepped with a network of another size.
            fn elementwise(&mut self, params: usize) -> Option<Elementwise<'_>> {
                Some(self.step(params))
            }
        }
    )*};
}

elementwise!(Sgd, RmsProp, Adagrad, Adam);

/// Each has an optimizer within, whose rate and momentum are its own.
macro_rules! around {
    ($($optimizer:ident),*) => {$(
        impl<O: Scheduled> Scheduled for $optimizer<O> {
            fn learning_rate(&self) -> f32 {
                self.inner.learning_rate()
            }

            fn set_learning_rate(&mut self, learning_rate: f32) {
                self.inner.set_learning_rate(learning_rate);
            }

            fn momentum(&self) -> Option<f32> {
                self.inner.momentum()
            }

            fn set_momentum(&mut self, momentum: f32) {
                self.inner.set_momentum(momentum);
            }

            fn check(&self) -> Result<(), TrainError> {
                self.check_limit()?;
                self.inner.check()
            }

            fn state(&self) -> Option<OptimizerState<'_>> {
                self.inner.state()
            }

            fn restore(&mut self, steps: u64, kept: [Vec<f32>; 2]) {
                self.inner.restore(steps, kept);
            }
        }
    )*};
}

around!(Clip, MaxNorm);

/// Numbers that an optimizer keeps for each parameter of one network, from its first step on.
#[derive(Clone, Default, PartialEq)]
struct Kept([Vec<f32>; 2]);

impl fmt::Debug for Kept {
    /// Counts instead of millions of numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = &self.0;
        write!(f, "Kept({}, {})", a.len(), b.len())
    }
}

impl Kept {
    /// The arrays of a network of `params` parameters, whose numbers are these before the first step; empty where
    /// there is none.
    fn arrays(&mut self, params: usize, start: [Option<f32>; 2]) -> [&mut [f32]; 2] {
        let ([a, b], [start_a, start_b]) = (&mut self.0, start);
        [array(a, params, start_a), array(b, params, start_b)]
    }

    /// The state of an optimizer that has them and has made so many steps.
    fn state(&self, steps: u64) -> OptimizerState<'_> {
        OptimizerState { steps, kept: self.0.each_ref().map(Vec::as_slice) }
    }

    /// Forgets them.
    fn clear(&mut self) {
        self.0.iter_mut().for_each(Vec::clear);
    }
}

fn array(kept: &mut Vec<f32>, params: usize, start: Option<f32>) -> &mut [f32] {
    let Some(start) = start else { return &mut [] };
    if kept.is_empty() {
        *kept = vec![start; params];
    }
    assert!(kept.len() == params, "an optimizer of {} parameters met a network of {params}", kept.len());
    kept
}

/// Whether a setting is what it may be.
fn expect(name: &'static str, holds: bool, expected: &str, found: impl fmt::Display) -> Result<(), TrainError> {
    match holds {
        true => Ok(()),
        false => Err(TrainError::setting(name, expected, found)),
    }
}

fn check_learning_rate(rate: f32) -> Result<(), TrainError> {
    expect("learning rate", rate.is_finite() && rate > 0.0, "a finite number above 0", rate)
}

/// A number that weighs the past against the present, of momentum or of a moving average.
fn check_decay(name: &'static str, decay: f64) -> Result<(), TrainError> {
    expect(name, (0.0..1.0).contains(&decay), "a number from 0 to below 1", decay)
}

/// A number that must not shrink anything to less than nothing.
fn check_at_least_0(name: &'static str, number: f32) -> Result<(), TrainError> {
    expect(name, number.is_finite() && number >= 0.0, "a finite number, at least 0", number)
}
