//! The numbers of a checkpoint that are no tensors.

use crate::network::{Evaluation, Network};
use crate::train::run::{Course, Place};
use crate::train::{Epoch, Trainer};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::str::FromStr;

/// The version of what checkpoints have, and the key by which a file is known as one.
pub(super) const FORMAT: (&str, &str) = ("checkpoint", "2");

/// The numbers of an epoch in a file, but for its confusion matrix.
const OF_EPOCH: usize = 9;

/// Where a training is, and what its parts have come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    pub place: Place,
    pub optimizer_steps: u64,
    /// Whether the optimizer keeps its first and its second array.
    pub kept: [bool; 2],
    pub schedule: Vec<f64>,
    /// How many networks each average has seen.
    pub averages: Vec<u64>,
    pub best_epoch: usize,
    /// What the best epoch is compared by.
    pub best: [f64; 2],
    /// Whether the best weights are kept.
    pub best_kept: bool,
    /// Without confusion matrices.
    pub epochs: Vec<Epoch>,
}

impl State {
    /// Of a training whose optimizer has a state.
    pub fn of<N: Network>(trainer: &mut Trainer<'_, N>, course: &Course<'_, N>) -> State {
        let optimizer = course.steps.optimizer.state();
        State {
            place: course.place,
            optimizer_steps: optimizer.map_or(0, |state| state.steps),
            kept: optimizer.map_or([false; 2], |state| state.kept.map(|kept| !kept.is_empty())),
            schedule: trainer.schedule.state(),
            averages: trainer.averages().map(|average| average.added()).collect(),
            best_epoch: course.best.epoch,
            best: course.best.judged,
            best_kept: course.best.network.is_some(),
            epochs: course.history.epochs.clone(),
        }
    }

    /// Adds it to the metadata of a file. Rust's texts of numbers are read back to the same bits.
    pub fn write(&self, metadata: &mut Map<String, Value>) {
        fn list<T: ToString>(numbers: impl IntoIterator<Item = T>) -> String {
            numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
        }
        let Place { epoch, step, cost, correct, seconds } = self.place;
        let entries = [
            (FORMAT.0, FORMAT.1.to_owned()),
            ("place", list([epoch, step, correct])),
            ("epoch so far", list([cost, seconds])),
            ("optimizer steps", self.optimizer_steps.to_string()),
            ("kept", list(self.kept.map(u8::from))),
            ("schedule", list(&self.schedule)),
            ("averages", list(&self.averages)),
            ("best epoch", list([self.best_epoch, self.best_kept.into()])),
            ("best", list(self.best)),
            ("epochs", list(self.epochs.iter().flat_map(numbers_of))),
        ];
        metadata.extend(entries.map(|(key, text)| (key.to_owned(), Value::from(text))));
    }

    /// Reads what [`write`](State::write) has written; otherwise the guilty key, what belongs there, and what is there.
    pub fn read(metadata: &HashMap<String, String>) -> Result<State, (&'static str, String)> {
        let [epoch, step, correct] = numbers(metadata, "place")?;
        let [cost, seconds] = numbers(metadata, "epoch so far")?;
        let [optimizer_steps] = numbers(metadata, "optimizer steps")?;
        let kept: [u8; 2] = numbers(metadata, "kept")?;
        let [best_epoch, best_kept] = numbers(metadata, "best epoch")?;
        let best = numbers(metadata, "best")?;
        let epochs: Vec<f64> = list(metadata, "epochs")?;
        let (epochs, rest) = epochs.as_chunks();
        if !rest.is_empty() || epochs.len() != epoch {
            return Err(("epochs", format!("{OF_EPOCH} numbers for each of {epoch}")));
        }
        Ok(State {
            place: Place { epoch, step, cost, correct, seconds },
            optimizer_steps,
            kept: kept.map(|kept| kept != 0),
            schedule: list(metadata, "schedule")?,
            averages: list(metadata, "averages")?,
            best_epoch,
            best,
            best_kept: best_kept != 0_usize,
            epochs: epochs.iter().enumerate().map(|(i, numbers)| epoch_of(i + 1, *numbers)).collect(),
        })
    }
}

fn numbers_of(epoch: &Epoch) -> [f64; OF_EPOCH] {
    let (loss, rate, images) = (epoch.loss, f64::from(epoch.learning_rate), epoch.images as f64);
    let validated = |number: &dyn Fn(&Evaluation) -> f64| epoch.validation.as_ref().map_or(0.0, number);
    let [count, correct] = [validated(&|v| v.count as f64), validated(&|v| v.correct as f64)];
    let [seconds, validation_seconds] = [epoch.seconds, epoch.validation_seconds];
    let learned = epoch.correct as f64;
    [loss, rate, images, seconds, validation_seconds, count, validated(&|v| v.loss), correct, learned]
}

fn epoch_of(epoch: usize, numbers: [f64; OF_EPOCH]) -> Epoch {
    let [loss, rate, images, seconds, validation_seconds, count, validation_loss, correct, learned] = numbers;
    let (count, correct) = (count as usize, correct as usize);
    let evaluation = Evaluation { count, loss: validation_loss, correct, confusion: Vec::new() };
    let validation = (count > 0).then_some(evaluation);
    let (learning_rate, images) = (rate as f32, images as usize);
    let correct = learned as usize;
    Epoch { epoch, loss, correct, validation, learning_rate, images, seconds, validation_seconds }
}

fn list<T: FromStr>(metadata: &HashMap<String, String>, key: &'static str) -> Result<Vec<T>, (&'static str, String)> {
    let text = metadata.get(key).ok_or((key, "numbers".to_owned()))?;
    let parsed: Option<Vec<T>> = text.split_whitespace().map(|number| number.parse().ok()).collect();
    parsed.ok_or((key, "numbers".to_owned()))
}

fn numbers<T: FromStr, const COUNT: usize>(
    metadata: &HashMap<String, String>,
    key: &'static str,
) -> Result<[T; COUNT], (&'static str, String)> {
    list(metadata, key)?.try_into().map_err(|_| (key, format!("{COUNT} numbers")))
}
