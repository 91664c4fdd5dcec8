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
    /// How many of the training images were answered with their class, each as its step met it: changed at random where
    /// that is done, before the step, and with dropout; of two mixed images the class of the larger part counts. None for
    /// networks without classes.
    pub correct: Option<usize>,
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

    /// correct / images: the training accuracy; none for networks without classes.
    pub fn accuracy(&self) -> Option<f64> {
        Some(self.correct? as f64 / self.images.max(1) as f64)
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

    /// The training's curves, for a [`Picture`](crate::inspect::Picture): the cost of steps, epochs and validations, and
    /// the accuracy of both, for networks with classes. Costs of the training are with what makes it harder (label
    /// smoothing, mixup, weights of classes), those of validations without.
    pub fn curves(&self) -> Vec<Curves> {
        // A training stopped in its first epoch has steps only; they count from 0 to 1 then.
        let steps = self.losses.len() as f64 / self.epochs.len().max(1) as f64;
        // More points than pixels would only make the picture large: they are averaged.
        let group = self.losses.len().div_ceil(1000).max(1);
        let mean = |(i, losses): (usize, &[f32])| {
            let sum: f64 = losses.iter().map(|loss| f64::from(*loss)).sum();
            ((i * group + losses.len()) as f64 / steps, sum / losses.len() as f64)
        };
        let by_epoch = |number: &dyn Fn(&Epoch) -> Option<f64>| -> Vec<(f64, f64)> {
            self.epochs.iter().filter_map(|epoch| Some((epoch.epoch as f64, number(epoch)?))).collect()
        };
        let of_classes = |v: &Evaluation| (!v.confusion.is_empty()).then(|| 100.0 * v.accuracy());
        let curves = [
            (
                ("Loss", "loss", true),
                vec![
                    ("each step", self.losses.chunks(group).enumerate().map(mean).collect()),
                    ("training", by_epoch(&|epoch| Some(epoch.loss))),
                    ("validation", by_epoch(&|epoch| Some(epoch.validation.as_ref()?.loss))),
                ],
            ),
            (
                ("Accuracy", "accuracy in %", false),
                vec![
                    ("training", by_epoch(&|epoch| Some(100.0 * epoch.accuracy()?))),
                    ("validation", by_epoch(&|epoch| of_classes(epoch.validation.as_ref()?))),
                ],
            ),
        ];
        let chart = |((title, y, log), curves): ((&str, &str, bool), Vec<(&str, Vec<(f64, f64)>)>)| {
            let some = curves.into_iter().filter(|(_, points)| !points.is_empty());
            let curves = some.map(|(name, points)| (name.to_owned(), points)).collect();
            Curves { title: title.into(), x: "epoch".into(), y: y.into(), log, curves }
        };
        curves.into_iter().map(chart).filter(|chart| !chart.curves.is_empty()).collect()
    }
}
