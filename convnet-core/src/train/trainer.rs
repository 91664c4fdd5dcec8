//! The loop over epochs and mini-batches.

use super::observer::{OnEpoch, OnStep};
use super::progress::Reporter;
use super::{Epoch, History, Observer, Progress, Schedule, Scheduled, Sgd, Step, TrainError};
use crate::data::DatasetExt;
use crate::network::{Dataset, Network, check};
use std::fmt;
use std::ops::ControlFlow;
use std::time::Instant;

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
    epochs: usize,
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
    schedule: Schedule,
    progress: Progress,
    observers: Vec<Box<dyn Observer<N> + 'a>>,
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
            schedule: Schedule::Constant,
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

    fn run<D: Dataset + ?Sized, V: Dataset + ?Sized>(
        &mut self,
        network: &mut N,
        data: &D,
        validation: &V,
    ) -> Result<History, TrainError> {
        let images = data.len();
        let mut steps = self.steps(images)?;
        let full_rate = f64::from(steps.optimizer.learning_rate());
        self.schedule.begin();
        let mut workspace = network.workspace().exact(self.exact);
        let mut reporter = Reporter::new(self.progress, self.epochs, images);
        let mut history = History {
            losses: Vec::with_capacity(self.epochs.saturating_mul(steps.count()).min(1 << 20)),
            ..History::default()
        };

        for epoch in 0..self.epochs {
            steps.begin(epoch);
            reporter.begin();
            let start = Instant::now();
            let mut cost = 0.0;
            for i in 0..steps.count() {
                let done = epoch as f64 + i as f64 / steps.count() as f64;
                let learning_rate = (full_rate * self.schedule.factor(done, self.epochs)) as f32;
                if !(learning_rate.is_finite() && learning_rate >= 0.0) {
                    let found = format!("{learning_rate} in epoch {}, step {}", epoch + 1, i + 1);
                    return Err(TrainError::setting("schedule", "finite learning rates, at least 0", found));
                }
                steps.optimizer.set_learning_rate(learning_rate);
                if let Some(momentum) = self.schedule.momentum(done, self.epochs) {
                    if !(0.0..1.0).contains(&momentum) {
                        return Err(TrainError::setting("schedule", "momentum from 0 to below 1", momentum));
                    }
                    steps.optimizer.set_momentum(momentum as f32);
                }
                let (loss, images) = steps.step(network, data, i)?;
                let (epoch, step) = (epoch + 1, i + 1);
                if !loss.is_finite() {
                    return Err(TrainError::Diverged { epoch, step, learning_rate });
                }
                cost += loss * images as f64;
                history.losses.push(loss as f32);
                let step = Step { epoch, step, steps: steps.count(), images, loss, learning_rate };
                reporter.step(&step);
                if self.ask(|observer| observer.step(network, &step)).is_break() {
                    history.stopped = true;
                    return Ok(history);
                }
            }
            let seconds = start.elapsed().as_secs_f64();
            let start = Instant::now();
            let validation = match validation.is_empty() {
                true => None,
                false => Some(network.evaluate(&mut workspace, validation)?),
            };
            let epoch = Epoch {
                epoch: epoch + 1,
                loss: cost / images as f64,
                validation,
                learning_rate: steps.optimizer.learning_rate(),
                images,
                seconds,
                validation_seconds: start.elapsed().as_secs_f64(),
            };
            self.schedule.observe(epoch.validation.as_ref().map_or(epoch.loss, |validation| validation.loss));
            reporter.epoch(&epoch);
            let answer = self.ask(|observer| observer.epoch(network, &epoch));
            history.epochs.push(epoch);
            if answer.is_break() {
                history.stopped = true;
                break;
            }
        }
        Ok(history)
    }

    /// Asks every observer; stops if one of them says so.
    fn ask(&mut self, mut question: impl FnMut(&mut dyn Observer<N>) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut answer = ControlFlow::Continue(());
        for observer in &mut self.observers {
            if question(&mut **observer).is_break() {
                answer = ControlFlow::Break(());
            }
        }
        answer
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
            .field("progress", &self.progress)
            .field("observers", &self.observers.len())
            .finish()
    }
}
