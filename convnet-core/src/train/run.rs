//! The loop over epochs and mini-batches.

use super::checkpoint::Shelf;
use super::progress::Reporter;
use super::stepping::{Outcome, Steps};
use super::{Criterion, Epoch, History, Observer, Step, TrainError, Trainer};
use crate::network::{Dataset, Network};
use std::ops::ControlFlow;
use std::time::Instant;

/// A training under way: what its next step depends on beside the network, the schedule and averages.
pub(super) struct Course<'a, N: Network> {
    pub steps: Steps<'a, N>,
    pub place: Place,
    pub history: History,
    pub best: Best<N>,
}

/// Where a training is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    /// Epochs that are done.
    pub epoch: usize,
    /// Steps of the next one that are done.
    pub step: usize,
    /// The sum of their images' costs.
    pub cost: f64,
    /// Images of them that were taken for what they are.
    pub correct: usize,
    /// The seconds that they took.
    pub seconds: f64,
}

/// The best epoch so far.
pub(super) struct Best<N> {
    /// From 1; 0 before the first.
    pub epoch: usize,
    /// What it is compared by.
    pub judged: [f64; 2],
    /// The network then, where it is kept.
    pub network: Option<N>,
}

impl<N: Clone> Best<N> {
    fn none() -> Best<N> {
        Best { epoch: 0, judged: [f64::INFINITY; 2], network: None }
    }

    /// Whether the epoch is the best one.
    fn observe(&mut self, criterion: Criterion, epoch: &Epoch, network: &N, keep: bool) -> bool {
        let judged = criterion.judge(epoch);
        let better = judged < self.judged;
        if better {
            let network = keep.then(|| network.clone());
            *self = Best { epoch: epoch.epoch, judged, network };
        }
        better
    }
}

impl<N: Network> Course<'_, N> {
    /// Steps that are done, of all epochs.
    pub fn done(&self) -> usize {
        self.place.epoch * self.steps.count() + self.place.step
    }

    /// Whether so many epochs have come without a better one.
    fn is_out_of(&self, patience: Option<usize>) -> bool {
        patience.is_some_and(|patience| self.place.epoch.saturating_sub(self.best.epoch) >= patience)
    }
}

impl<'a, N: Network> Trainer<'a, N> {
    /// Trains `network` on `data`, and validates each epoch on `validation`, which may be empty.
    pub(super) fn run<D: Dataset + ?Sized, V: Dataset + ?Sized>(
        &mut self,
        network: &mut N,
        data: &D,
        validation: &V,
    ) -> Result<History, TrainError> {
        let images = data.len();
        let steps = self.steps(images)?;
        let full_rate = f64::from(steps.optimizer.learning_rate());
        self.schedule.begin();
        let losses = Vec::with_capacity(self.epochs.saturating_mul(steps.count()).min(1 << 20));
        let history = History { losses, criterion: self.criterion, ..History::default() };
        let mut course = Course { steps, place: Place::default(), history, best: Best::none() };
        let mut shelf = Shelf::open(self, network, data, validation, &mut course)?;
        let mut reporter = Reporter::new(self.progress, self.epochs, images);
        course.history.stopped = course.is_out_of(self.patience);
        reporter.skip(course.place.epoch * images + images.min(course.place.step * self.batch));
        let mut workspace = network.workspace().exact(self.exact);

        while !course.history.stopped && course.place.epoch < self.epochs {
            reporter.begin();
            course.steps.begin(course.place.epoch);
            if self.steps_of_epoch(network, data, &mut course, full_rate, &mut reporter, &mut shelf)?.is_break() {
                course.history.stopped = true;
                break;
            }
            let start = Instant::now();
            let validation = match validation.is_empty() {
                true => None,
                false => Some(network.evaluate(&mut workspace, validation)?),
            };
            let epoch = Epoch {
                epoch: course.place.epoch + 1,
                loss: course.place.cost / images as f64,
                correct: course.place.correct,
                validation,
                learning_rate: course.steps.optimizer.learning_rate(),
                images,
                seconds: course.place.seconds,
                validation_seconds: start.elapsed().as_secs_f64(),
            };
            self.schedule.observe(epoch.cost());
            let better = course.best.observe(self.criterion, &epoch, network, self.patience.is_some());
            reporter.epoch(&epoch);
            course.history.stopped = self.ask(|observer| observer.epoch(network, &epoch)).is_break();
            course.history.epochs.push(epoch);
            course.place = Place { epoch: course.place.epoch + 1, ..Place::default() };
            course.history.stopped |= course.is_out_of(self.patience);
            if better {
                shelf.put_best(self, network, &course)?;
            }
            shelf.put_if_due(self, network, &course)?;
        }
        if shelf.last() != Some(course.place) {
            shelf.put(self, network, &course)?;
        }
        if let Some(best) = course.best.network {
            *network = best;
        }
        Ok(course.history)
    }

    /// The steps of an epoch that are left; breaks where an observer stops the training.
    fn steps_of_epoch<D: Dataset + ?Sized>(
        &mut self,
        network: &mut N,
        data: &D,
        course: &mut Course<'a, N>,
        full_rate: f64,
        reporter: &mut Reporter,
        shelf: &mut Shelf,
    ) -> Result<ControlFlow<()>, TrainError> {
        let count = course.steps.count();
        let epoch = course.place.epoch;
        let done = |step: usize| epoch as f64 + step as f64 / count as f64;
        if course.place.step == count {
            // A training that goes on behind an epoch's last step has the rate of that.
            self.set_rates(course, full_rate, done(count - 1))?;
        }
        while course.place.step < count {
            let start = Instant::now();
            let i = course.place.step;
            let learning_rate = self.set_rates(course, full_rate, done(i))?;
            let Outcome { loss, images, correct } = course.steps.step(network, data, i)?;
            let (epoch, step) = (epoch + 1, i + 1);
            if !loss.is_finite() {
                return Err(TrainError::Diverged { epoch, step, learning_rate });
            }
            course.place.step = step;
            course.place.cost += loss * images as f64;
            course.place.correct += correct;
            course.history.losses.push(loss as f32);
            let step = Step { epoch, step, steps: count, images, loss, correct, learning_rate };
            reporter.step(&step);
            let answer = self.ask(|observer| observer.step(network, &step));
            course.place.seconds += start.elapsed().as_secs_f64();
            if answer.is_break() {
                return Ok(answer);
            }
            // What follows the last step, the validation, belongs to the epoch.
            if course.place.step < count {
                shelf.put_if_due(self, network, course)?;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Sets learning rate and momentum of a step when `done` epochs lie behind; the learning rate.
    fn set_rates(&self, course: &mut Course<'a, N>, full_rate: f64, done: f64) -> Result<f32, TrainError> {
        let learning_rate = (full_rate * self.schedule.factor(done, self.epochs)) as f32;
        if !(learning_rate.is_finite() && learning_rate >= 0.0) {
            let found = format!("{learning_rate} in epoch {}, step {}", course.place.epoch + 1, course.place.step + 1);
            return Err(TrainError::setting("schedule", "finite learning rates, at least 0", found));
        }
        course.steps.optimizer.set_learning_rate(learning_rate);
        if let Some(momentum) = self.schedule.momentum(done, self.epochs) {
            if !(0.0..1.0).contains(&momentum) {
                return Err(TrainError::setting("schedule", "momentum from 0 to below 1", momentum));
            }
            course.steps.optimizer.set_momentum(momentum as f32);
        }
        Ok(learning_rate)
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

    /// The averages among those who watch.
    pub(super) fn averages(&mut self) -> impl Iterator<Item = &mut super::Average<N>> {
        self.observers.iter_mut().filter_map(|observer| observer.average())
    }
}
