//! The steps of a training: which images each takes, what it draws, and what moves the parameters.

use super::{Scheduled, TrainError, Trainer};
use crate::data::{DatasetExt, shuffle};
use crate::network::{Dataset, Head, InputError, Network, Training, most_probable};
use crate::steps::Random;

/// What all steps have in common.
pub(super) struct Steps<'a, N: Network> {
    training: Training<N>,
    pub optimizer: Box<dyn Scheduled + 'a>,
    order: Vec<usize>,
    batch: usize,
    shuffle: bool,
    mixup: f32,
    /// Of the seed: orders of the images, what steps draw, what epochs draw.
    random: [Random; 3],
    epoch: usize,
}

/// What a step came to.
pub(super) struct Outcome {
    /// The mean cost of its images.
    pub loss: f64,
    pub images: usize,
    /// Of these, how many were taken for what they are.
    pub correct: usize,
}

impl<'a, N: Network> Trainer<'a, N> {
    /// Those of a training on `images` images.
    pub(super) fn steps(&self, images: usize) -> Result<Steps<'a, N>, TrainError> {
        self.check_classes()?;
        let mut training = Training::new(self.batch.min(images))
            .exact(self.exact)
            .label_smoothing(self.label_smoothing)
            .class_weights(self.class_weights.clone());
        for (pattern, factor) in &self.rates {
            training.rate(pattern, *factor)?;
        }
        let random = Random::new(self.seed);
        Ok(Steps {
            training,
            optimizer: self.make_optimizer(),
            order: (0..images).collect(),
            batch: self.batch,
            shuffle: self.shuffle,
            mixup: self.mixup,
            random: [0, 1, 2].map(|part| random.part(part)),
            epoch: 0,
        })
    }

    /// Whether the settings that concern classes make sense for the network.
    fn check_classes(&self) -> Result<(), TrainError> {
        let (mixup, smoothing, weights) = (self.mixup, self.label_smoothing, &self.class_weights);
        if !(mixup.is_finite() && mixup >= 0.0) {
            return Err(TrainError::setting("mixup", "a finite number, at least 0", mixup));
        }
        if !(0.0..1.0).contains(&smoothing) {
            return Err(TrainError::setting("label smoothing", "a number from 0 to below 1", smoothing));
        }
        if N::HEAD == Head::Values {
            for (name, number) in [("mixup", mixup), ("label smoothing", smoothing)] {
                if number > 0.0 {
                    return Err(TrainError::setting(name, "0, for a network without classes", number));
                }
            }
        }
        let classes = if N::HEAD == Head::Softmax { N::OUTPUT.len() } else { 0 };
        let fit = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0) && weights.len() == classes;
        if !(weights.is_empty() || fit) {
            let expected = format!("a finite number of at least 0 for each of {classes} classes");
            return Err(TrainError::setting("class weights", expected, format!("{weights:?}")));
        }
        Ok(())
    }
}

impl<N: Network> Steps<'_, N> {
    /// Steps of an epoch.
    pub fn count(&self) -> usize {
        self.order.len().div_ceil(self.batch)
    }

    /// Before the first step of an epoch, from 0.
    pub fn begin(&mut self, epoch: usize) {
        self.epoch = epoch;
        if self.shuffle {
            shuffle(&mut self.order, self.random[0].part(epoch as u64));
        }
    }

    /// Step `i` of the epoch, from 0.
    pub fn step<D: Dataset + ?Sized>(&mut self, network: &mut N, data: &D, i: usize) -> Result<Outcome, InputError> {
        let seed = seed_of(self.random[1].part((self.epoch * self.count() + i) as u64));
        let mixed = data.mixed(self.mixup, seed_of(self.random[2].part(self.epoch as u64)));
        if i == 0 {
            mixed.announce(&self.order, N::INPUT);
        }
        let first = i * self.batch;
        let indices = &self.order[first..self.order.len().min(first + self.batch)];
        let loss = network.train_step(&mut self.training, &mixed, indices, &mut *self.optimizer, seed)?;
        let answers = self.training.outputs(indices.len());
        let is_correct = |i: usize| mixed.target(indices[i]).class() == Some(most_probable(answers.row(i)));
        let correct = (0..indices.len()).filter(|i| is_correct(*i)).count();
        Ok(Outcome { loss, images: indices.len(), correct })
    }
}

fn seed_of(random: Random) -> u64 {
    (u64::from(random.bits(0)) << 32) | u64::from(random.bits(1))
}
