//! The settings of a training.

use super::checkpoint::Settings;
use super::observer::{OnEpoch, OnStep};
use super::{Criterion, Epoch, History, Observer, Progress, Schedule, Scheduled, Sgd, Step, TrainError};
use crate::data::DatasetExt;
use crate::network::{Dataset, Network, check};
use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Trains networks of type `N` on mini-batches, by stochastic gradient descent or another
/// [`optimizer`](Trainer::optimizer).
///
/// The cost is the log-likelihood (mean of −ln of the right class's probability) for networks that end in softmax, the
/// mean squared error for others. Work is spread over the current rayon pool; the same settings, seed and data give
/// the same weights, bit by bit, on any number of threads.
///
/// ```
/// # use convnet_core::{network::{Dataset, Network}, train::{History, Schedule, TrainError, Trainer}};
/// # fn example<LeNet: Network>(network: &mut LeNet, images: &impl Dataset) -> Result<History, TrainError> {
/// Trainer::new()
///     .epochs(10)
///     .batch(64)
///     .learning_rate(0.05)
///     .momentum(0.9)
///     .weight_decay(5e-4)
///     .schedule(Schedule::Cosine { warmup: 0.5 })
///     .validation(5_000)
///     .train(network, images)
/// # }
/// ```
pub struct Trainer<'a, N> {
    pub(super) epochs: usize,
    pub(super) batch: usize,
    pub(super) seed: u64,
    pub(super) shuffle: bool,
    validation: usize,
    sgd: Sgd,
    /// Makes the optimizer of a training, where it is to be another one.
    optimizer: Option<Box<dyn Fn() -> Box<dyn Scheduled + 'a> + 'a>>,
    pub(super) rates: Vec<(String, f32)>,
    pub(super) exact: bool,
    pub(super) mixup: f32,
    pub(super) label_smoothing: f32,
    pub(super) class_weights: Vec<f32>,
    pub(super) schedule: Schedule,
    /// Epochs without a better one after which the training ends.
    pub(super) patience: Option<usize>,
    /// What makes an epoch the best one.
    pub(super) criterion: Criterion,
    pub(super) checkpoints: Option<Settings>,
    pub(super) resume: Option<PathBuf>,
    pub(super) progress: Progress,
    pub(super) observers: Vec<Box<dyn Observer<N> + 'a>>,
}

impl<N> Default for Trainer<'_, N> {
    fn default() -> Self {
        Trainer::new()
    }
}

impl<'a, N> Trainer<'a, N> {
    /// Ten epochs of shuffled mini-batches of 64, learning rate 0.01, no momentum, no decay, no validation, seed 0.
    pub fn new() -> Trainer<'a, N> {
        Trainer {
            epochs: 10,
            batch: 64,
            seed: 0,
            shuffle: true,
            validation: 0,
            sgd: plain(),
            optimizer: None,
            rates: Vec::new(),
            exact: false,
            mixup: 0.0,
            label_smoothing: 0.0,
            class_weights: Vec::new(),
            schedule: Schedule::Constant,
            patience: None,
            criterion: Criterion::Loss,
            checkpoints: None,
            resume: None,
            progress: Progress::Auto,
            observers: Vec::new(),
        }
    }

    /// How often all training images are gone through; at least 1.
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// Images of a mini-batch; at least 1. The last of an epoch takes what is left.
    pub fn batch(mut self, batch: usize) -> Self {
        self.batch = batch;
        self
    }

    /// The seed of order, validation set and dropout.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Whether every epoch takes the images in an order of its own; otherwise in that of the data set.
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// Keeps `count` images, drawn at random by the seed, out of the training, to validate each epoch on.
    pub fn validation(mut self, count: usize) -> Self {
        self.validation = count;
        self
    }

    /// The learning rate, above 0.
    pub fn learning_rate(mut self, learning_rate: f32) -> Self {
        self.sgd.set_learning_rate(learning_rate);
        self
    }

    /// How the learning rate changes.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Momentum in [0, 1), as [`Sgd`] takes it.
    pub fn momentum(mut self, momentum: f32) -> Self {
        self.sgd = self.sgd.momentum(momentum);
        self
    }

    /// Whether the momentum is Nesterov's.
    pub fn nesterov(mut self, nesterov: bool) -> Self {
        self.sgd = self.sgd.nesterov(nesterov);
        self
    }

    /// Weight decay, at least 0; of weights only, as [`Sgd`] takes it.
    pub fn weight_decay(mut self, weight_decay: f32) -> Self {
        self.sgd = self.sgd.weight_decay(weight_decay);
        self
    }

    /// Another optimizer than [`Sgd`]. Learning rate, momentum and weight decay are those that it has, and must not be
    /// said to the trainer; the schedule multiplies its learning rate. Each training begins with a copy of it.
    ///
    /// ```
    /// # use convnet_core::{network::Network, train::{Adam, Clip, Trainer}};
    /// # fn example<LeNet: Network>() -> Trainer<'static, LeNet> {
    /// Trainer::new().optimizer(Clip::norm(1.0, Adam::adamw(0.001)))
    /// # }
    /// ```
    pub fn optimizer(mut self, optimizer: impl Scheduled + Clone + 'a) -> Self {
        self.optimizer = Some(Box::new(move || Box::new(optimizer.clone())));
        self
    }

    /// Multiplies the learning rate of some layers by `factor`. `pattern` names layers (`conv1`) or single tensors
    /// (`conv1.bias`); `*` stands for any characters or none. Of several patterns that name the same tensor the last
    /// one counts. See [`Learning`](crate::network::Learning).
    pub fn rate(mut self, pattern: impl Into<String>, factor: f32) -> Self {
        self.rates.push((pattern.into(), factor));
        self
    }

    /// Freezes the layers that `pattern` names: they keep their bits, and those at the network's start cost no backward
    /// pass. Frozen batch normalisations use their running statistics. [`rate`](Trainer::rate) with factor 0.
    pub fn freeze(self, pattern: impl Into<String>) -> Self {
        self.rate(pattern, 0.0)
    }

    /// Whether convolutions do without Winograd's minimal filtering of 3x3 and 5x5 windows, in training and validation,
    /// as [`Workspace::exact`](crate::network::Workspace::exact) says.
    pub fn exact(mut self, exact: bool) -> Self {
        self.exact = exact;
        self
    }

    /// Mixes each image of a mini-batch with another one of the training images, and their classes, for networks that
    /// end in softmax: `alpha` above 0, or 0 for none. See [`Mixed`](crate::data::Mixed).
    pub fn mixup(mut self, alpha: f32) -> Self {
        self.mixup = alpha;
        self
    }

    /// Label smoothing, from 0 to below 1, for networks that end in softmax: see
    /// [`Training::label_smoothing`](crate::network::Training::label_smoothing). Costs of validations are without it.
    pub fn label_smoothing(mut self, smoothing: f32) -> Self {
        self.label_smoothing = smoothing;
        self
    }

    /// How much the images of each class count in the cost, for networks that end in softmax: a number of at least 0
    /// for each class, such as [`balanced_weights`](crate::data::DatasetExt::balanced_weights). See
    /// [`Training::class_weights`](crate::network::Training::class_weights). Costs of validations are without them.
    pub fn class_weights(mut self, weights: impl Into<Vec<f32>>) -> Self {
        self.class_weights = weights.into();
        self
    }

    /// Ends the training where `patience` epochs, at least 1, have come in a row without a better one, which is one of
    /// lower cost unless [`best_by`](Trainer::best_by) says otherwise. However it ends, but for an error, the network
    /// has the weights of the best epoch then, where one has been finished; with `usize::MAX`, it ends as without.
    pub fn early_stopping(mut self, patience: usize) -> Self {
        self.patience = Some(patience);
        self
    }

    /// What makes an epoch the best one, for [`early_stopping`](Trainer::early_stopping), `best.safetensors` among the
    /// [`checkpoints`](Trainer::checkpoints) and [`History::best`]; [`Criterion::Loss`] unless said.
    pub fn best_by(mut self, criterion: Criterion) -> Self {
        self.criterion = criterion;
        self
    }

    /// Writes checkpoints to `directory`, which is made where there is none: after every `every` steps, counted over
    /// all epochs (0 for none of these), and at the end, be it that an observer has stopped the training. The last
    /// `keep` stay, at least 1, and `best.safetensors`, that behind the best epoch: the one of least cost, unless
    /// [`best_by`](Trainer::best_by) says otherwise.
    ///
    /// Each is written beside its place, synced and renamed, so that the files of a training that is killed at any
    /// time are whole. A training that [resumes](Trainer::resume) from one ends with the same bits. They are files of
    /// weights too: [`Weights::load`](crate::weights::Weights::load) takes the network's.
    ///
    /// A directory serves one training at a time.
    pub fn checkpoints(mut self, directory: impl Into<PathBuf>, every: usize, keep: usize) -> Self {
        self.checkpoints = Some(Settings { directory: directory.into(), every, keep });
        self
    }

    /// Goes on from a checkpoint, and not from the network's weights: the file `path`, or of a directory's the one with
    /// the most steps. From a directory without any the training begins from its start, so that a program that is
    /// started again and again can name that of its [`checkpoints`](Trainer::checkpoints).
    ///
    /// The result has the bits of a training that was never interrupted, on any number of threads of a machine with the
    /// same instruction set, and so has the history, but for the seconds. That takes the same network, settings, data
    /// and averages (in their order) among those who watch; where one that is known differs, all differences are
    /// listed. More epochs are none: the training goes on for longer. Images, and functions such as those of
    /// transforms and custom schedules, are not compared.
    ///
    /// ```
    /// # use convnet_core::{network::{Dataset, Network}, train::{History, TrainError, Trainer}};
    /// # fn example<LeNet: Network>(network: &mut LeNet, images: &impl Dataset) -> Result<History, TrainError> {
    /// Trainer::new().epochs(50).checkpoints("lenet", 1_000, 3).resume("lenet").train(network, images)
    /// # }
    /// ```
    pub fn resume(mut self, path: impl Into<PathBuf>) -> Self {
        self.resume = Some(path.into());
        self
    }

    /// What a person sees.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// One more who watches.
    pub fn observe(mut self, observer: impl Observer<N> + 'a) -> Self {
        self.observers.push(Box::new(observer));
        self
    }

    /// A closure called after each step; [`ControlFlow::Break`] stops the training.
    pub fn on_step(self, closure: impl FnMut(&Step) -> ControlFlow<()> + 'a) -> Self
    where
        N: 'a,
    {
        self.observe(OnStep(closure))
    }

    /// A closure called after each epoch and its validation; [`ControlFlow::Break`] stops the training.
    pub fn on_epoch(self, closure: impl FnMut(&Epoch) -> ControlFlow<()> + 'a) -> Self
    where
        N: 'a,
    {
        self.observe(OnEpoch(closure))
    }

    /// Whether all settings make sense for `images` images.
    pub(super) fn check(&self, images: usize) -> Result<(), TrainError> {
        let wrong = |name, expected: &str, found: String| Err(TrainError::setting(name, expected, found));
        if self.epochs == 0 {
            return wrong("epochs", "at least 1", "0".into());
        }
        if self.batch == 0 {
            return wrong("batch", "at least 1", "0".into());
        }
        if self.patience == Some(0) {
            return wrong("patience", "at least 1 epoch", "0".into());
        }
        if self.optimizer.is_some() && self.sgd != plain() {
            let expected = "learning rate, momentum and weight decay of its own, instead of the trainer's";
            return wrong("optimizer", expected, "some of both".into());
        }
        let optimizer = self.make_optimizer();
        optimizer.check()?;
        if let Some(momentum) = self.schedule.momentum(0.0, self.epochs)
            && optimizer.momentum().is_none()
        {
            return wrong("schedule", "no momentum, for an optimizer that has none", momentum.to_string());
        }
        if images == 0 {
            return wrong("data", "at least one image", "none".into());
        }
        if self.validation >= images {
            let expected = format!("fewer images than the {images} of the data set");
            return wrong("validation", &expected, self.validation.to_string());
        }
        Ok(())
    }

    /// As it is before the first step.
    pub(super) fn make_optimizer(&self) -> Box<dyn Scheduled + 'a> {
        match &self.optimizer {
            Some(make) => make(),
            None => Box::new(self.sgd.clone()),
        }
    }
}

/// The optimizer of a trainer that has been told nothing.
fn plain() -> Sgd {
    Sgd::new(0.01)
}

impl<N: Network> Trainer<'_, N> {
    /// Trains `network` on `data`, less the images of [`validation`](Trainer::validation).
    ///
    /// # Errors
    /// Before it begins: where a setting makes no sense, a pattern names no layer that has parameters, or a label does
    /// not fit the network (the error names the sample). Later: where an image does not fit, the schedule gives no
    /// learning rate of at least 0, or the cost is no longer finite; the network keeps the steps made until then.
    /// Checkpoints: where one cannot be written or read, or is of another training; where the directory has some already,
    /// and the training resumes from none; with an optimizer that does not say its state.
    pub fn train<D: Dataset + ?Sized>(&mut self, network: &mut N, data: &D) -> Result<History, TrainError> {
        self.check(data.len())?;
        check_targets::<N, D>(data)?;
        let (rest, validation) = data.split(self.validation, self.seed);
        self.run(network, &rest, &validation)
    }

    /// Trains `network` on `data` and validates each epoch on `validation`.
    ///
    /// # Errors
    /// As [`train`](Trainer::train); for the labels of `validation` too.
    pub fn train_validated<D: Dataset + ?Sized, V: Dataset + ?Sized>(
        &mut self,
        network: &mut N,
        data: &D,
        validation: &V,
    ) -> Result<History, TrainError> {
        if self.validation > 0 {
            return Err(TrainError::setting("validation", "0, because there is a validation set", self.validation));
        }
        self.check(data.len())?;
        check_targets::<N, D>(data)?;
        check_targets::<N, V>(validation)?;
        self.run(network, data, validation)
    }
}

/// Whether all targets fit the network; the error names the first sample whose target does not.
pub(super) fn check_targets<N: Network, D: Dataset + ?Sized>(data: &D) -> Result<(), TrainError> {
    (0..data.len()).try_for_each(|i| check(N::HEAD, N::OUTPUT.len(), i, data.target(i)))?;
    Ok(())
}

impl<N> fmt::Debug for Trainer<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trainer")
            .field("epochs", &self.epochs)
            .field("batch", &self.batch)
            .field("seed", &self.seed)
            .field("shuffle", &self.shuffle)
            .field("validation", &self.validation)
            .field("optimizer", &self.make_optimizer())
            .field("rates", &self.rates)
            .field("exact", &self.exact)
            .field("mixup", &self.mixup)
            .field("schedule", &self.schedule)
            .field("label_smoothing", &self.label_smoothing)
            .field("class_weights", &self.class_weights)
            .field("patience", &self.patience)
            .field("criterion", &self.criterion)
            .field("checkpoints", &self.checkpoints)
            .field("resume", &self.resume)
            .field("progress", &self.progress)
            .field("observers", &self.observers.len())
            .finish()
    }
}
