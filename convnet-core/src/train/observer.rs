//! Watching a training.

use super::Average;
use crate::inspect::Curves;
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

    /// The cost by which epochs are compared: that of the validation, or of the training without one.
    pub(super) fn judged(&self) -> f64 {
        self.validation.as_ref().map_or(self.loss, |validation| validation.loss)
    }
}

/// What a training has done.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct History {
    /// Every epoch, in order. A training stopped in the middle of an epoch does not count it.
    pub epochs: Vec<Epoch>,
    /// The mean cost of every step's mini-batch, in order.
    pub losses: Vec<f32>,
    /// Whether an observer has stopped the training, or the end of its patience
    /// ([`early_stopping`](super::Trainer::early_stopping)).
    pub stopped: bool,
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

impl History {
    /// The first of the epochs of least cost: of the validation, or of the training without one.
    pub fn best(&self) -> Option<&Epoch> {
        self.epochs.iter().min_by(|a, b| a.judged().total_cmp(&b.judged()))
    }

    /// The training's curves, for a [`Picture`](crate::inspect::Picture): the cost of each step and epoch, and the
    /// validation accuracy (the validation's cost for networks without classes) where there was a validation.
    pub fn curves(&self) -> Vec<Curves> {
        // A training stopped in its first epoch has steps only; they count from 0 to 1 then.
        let steps = self.losses.len() as f64 / self.epochs.len().max(1) as f64;
        // More points than pixels would only make the picture large: they are averaged.
        let group = self.losses.len().div_ceil(1000).max(1);
        let mean = |(i, losses): (usize, &[f32])| {
            let sum: f64 = losses.iter().map(|loss| f64::from(*loss)).sum();
            ((i * group + losses.len()) as f64 / steps, sum / losses.len() as f64)
        };
        let axis =
            |title: &str, y: &str| Curves { title: title.into(), x: "epoch".into(), y: y.into(), ..Curves::default() };
        let loss = Curves {
            log: true,
            curves: vec![
                ("each step".into(), self.losses.chunks(group).enumerate().map(mean).collect()),
                ("each epoch".into(), self.epochs.iter().map(|e| (e.epoch as f64, e.loss)).collect()),
            ],
            ..axis("Training loss", "loss (logarithmic)")
        };
        let validated = || self.epochs.iter().filter_map(|e| Some((e.epoch as f64, e.validation.as_ref()?)));
        let classes = validated().any(|(_, evaluation)| !evaluation.confusion.is_empty());
        let validation = match classes {
            true => Curves {
                curves: vec![("accuracy".into(), validated().map(|(x, e)| (x, 100.0 * e.accuracy())).collect())],
                ..axis("Validation accuracy", "accuracy in %")
            },
            false => Curves {
                log: true,
                curves: vec![("loss".into(), validated().map(|(x, e)| (x, e.loss)).collect())],
                ..axis("Validation loss", "loss (logarithmic)")
            },
        };
        let some = |curves: &Curves| curves.curves.iter().any(|(_, points)| !points.is_empty());
        [loss, validation].into_iter().filter(some).collect()
    }
}
