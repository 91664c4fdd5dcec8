//! Watching a training.

use super::Average;
use crate::network::Evaluation;
use std::ops::ControlFlow;

/// What a step of training has done.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The step in the epoch, from 1.
    pub step: usize,
    /// The steps of an epoch.
    pub steps: usize,
    /// The images of its mini-batch.
    pub images: usize,
    /// Their mean cost, before the step.
    pub loss: f64,
    /// Those whose most probable class was their label, before the step; 0 without classes.
    pub correct: usize,
    /// The learning rate of the step.
    pub learning_rate: f32,
}

/// What an epoch of training has done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The mean cost of the training images, each as its step met it.
    pub loss: f64,
    /// The training images whose most probable class was their label, each as its step met it: augmented, with dropout,
    /// of a mixed one the class with the larger part. 0 without classes.
    pub correct: usize,
    /// How good the network is on the validation set after the epoch; none without such a set.
    pub validation: Option<Evaluation>,
    /// The learning rate of its last step.
    pub learning_rate: f32,
    /// Images trained on.
    pub images: usize,
    /// Seconds that the steps took.
    pub seconds: f64,
    /// Seconds that the validation took.
    pub validation_seconds: f64,
}

impl Epoch {
    /// Images trained on in a second.
    pub fn images_per_second(&self) -> f64 {
        self.images as f64 / self.seconds.max(f64::MIN_POSITIVE)
    }

    /// The part of the training images whose most probable class was their label, each as its step met it.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.images.max(1) as f64
    }

    /// The cost of the validation, or of the training without one.
    pub(super) fn cost(&self) -> f64 {
        self.validation.as_ref().map_or(self.loss, |validation| validation.loss)
    }
}

/// Which of a training's epochs is the best one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Criterion {
    /// That of least cost: of the validation, or of the training without one.
    #[default]
    Loss,
    /// That of the largest accuracy: of the validation, or of the training without one; of several the one of least
    /// cost. Without classes, as `Loss`.
    Accuracy,
}

impl Criterion {
    /// What epochs are compared by, the first number first: less is better. What is not a number is worst.
    pub(super) fn judge(self, epoch: &Epoch) -> [f64; 2] {
        let cost = if epoch.cost().is_nan() { f64::INFINITY } else { epoch.cost() };
        match self {
            Criterion::Loss => [cost; 2],
            Criterion::Accuracy => {
                [-epoch.validation.as_ref().map_or_else(|| epoch.accuracy(), Evaluation::accuracy), cost]
            }
        }
    }
}

/// Watches a training of networks of type `N`, and may stop it by answering [`ControlFlow::Break`].
///
/// Where several watch, all are asked even when one of them stops.
pub trait Observer<N> {
    /// After each step.
    fn step(&mut self, network: &N, step: &Step) -> ControlFlow<()> {
        let _ = (network, step);
        ControlFlow::Continue(())
    }

    /// After each epoch and its validation.
    fn epoch(&mut self, network: &N, epoch: &Epoch) -> ControlFlow<()> {
        let _ = (network, epoch);
        ControlFlow::Continue(())
    }

    /// The average of weights that it is, which checkpoints keep.
    fn average(&mut self) -> Option<&mut Average<N>> {
        None
    }
}

impl<N, O: Observer<N> + ?Sized> Observer<N> for &mut O {
    fn step(&mut self, network: &N, step: &Step) -> ControlFlow<()> {
        (**self).step(network, step)
    }

    fn epoch(&mut self, network: &N, epoch: &Epoch) -> ControlFlow<()> {
        (**self).epoch(network, epoch)
    }

    fn average(&mut self) -> Option<&mut Average<N>> {
        (**self).average()
    }
}

/// A closure that sees the steps.
pub(super) struct OnStep<F>(pub F);

impl<N, F: FnMut(&Step) -> ControlFlow<()>> Observer<N> for OnStep<F> {
    fn step(&mut self, _: &N, step: &Step) -> ControlFlow<()> {
        (self.0)(step)
    }
}

/// A closure that sees the epochs.
pub(super) struct OnEpoch<F>(pub F);

impl<N, F: FnMut(&Epoch) -> ControlFlow<()>> Observer<N> for OnEpoch<F> {
    fn epoch(&mut self, _: &N, epoch: &Epoch) -> ControlFlow<()> {
        (self.0)(epoch)
    }
}
