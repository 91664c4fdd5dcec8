//! What a training has been.

use super::{Criterion, Epoch};
use crate::inspect::Curves;
use crate::network::Evaluation;

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
    /// What makes an epoch the best one ([`best_by`](super::Trainer::best_by)).
    pub criterion: Criterion,
}

/// More points than a picture has pixels would only make it large.
const MOST_POINTS: usize = 1000;

impl History {
    /// The best epoch, and of several the first: that of least cost, unless the trainer was told otherwise
    /// ([`best_by`](super::Trainer::best_by)).
    pub fn best(&self) -> Option<&Epoch> {
        let judged = |epoch: &Epoch| self.criterion.judge(epoch);
        self.epochs.iter().reduce(|best, epoch| if judged(epoch) < judged(best) { epoch } else { best })
    }

    /// The training's curves, for a [`Picture`](crate::inspect::Picture): cost and accuracy, of the training (each
    /// image as its step met it) and of the validation where there was one, with the best epoch marked. A network
    /// without classes has no accuracy.
    pub fn curves(&self) -> Vec<Curves> {
        let of = |number: &dyn Fn(&Epoch) -> Option<f64>| -> Vec<(f64, f64)> {
            self.epochs.iter().filter_map(|epoch| Some((epoch.epoch as f64, number(epoch)?))).collect()
        };
        let validated = |number: &dyn Fn(&Evaluation) -> f64| of(&|epoch| epoch.validation.as_ref().map(number));
        let named = |curves: Vec<(&str, Vec<(f64, f64)>)>| {
            let some = curves.into_iter().filter(|(_, points)| !points.is_empty());
            some.map(|(name, points)| (name.to_owned(), points)).collect::<Vec<_>>()
        };
        let mark = self.best().map(|epoch| (format!("best: epoch {}", epoch.epoch), epoch.epoch as f64));
        let chart =
            |title: &str, y: &str| Curves { title: title.into(), x: "epoch".into(), y: y.into(), ..Curves::default() };
        let loss = Curves {
            log: true,
            curves: named(vec![
                ("training", of(&|epoch| Some(epoch.loss))),
                ("validation", validated(&|evaluation| evaluation.loss)),
                ("each step", self.steps()),
            ]),
            vertical: mark.clone().into_iter().collect(),
            ..chart("Loss", "loss (logarithmic)")
        };
        let is_classified = |epoch: &Epoch| {
            epoch.correct > 0 || epoch.validation.as_ref().is_some_and(|evaluation| !evaluation.confusion.is_empty())
        };
        let accuracy = self.epochs.iter().any(is_classified).then(|| Curves {
            curves: named(vec![
                ("training", of(&|epoch| Some(100.0 * epoch.accuracy()))),
                ("validation", validated(&|evaluation| 100.0 * evaluation.accuracy())),
            ]),
            vertical: mark.into_iter().collect(),
            ..chart("Accuracy", "accuracy in %")
        });
        Some(loss).filter(|loss| !loss.curves.is_empty()).into_iter().chain(accuracy).collect()
    }

    /// A row an epoch, below one that names the columns: cost and accuracy of training and validation, the last step's
    /// learning rate, and the seconds.
    pub fn table(&self) -> Vec<Vec<String>> {
        let names = ["epoch", "loss", "accuracy", "validation loss", "validation accuracy", "learning rate", "seconds"];
        let percent = |accuracy: f64| format!("{:.2}%", 100.0 * accuracy);
        let validated = |epoch: &Epoch, text: &dyn Fn(&Evaluation) -> String| {
            epoch.validation.as_ref().map_or_else(|| "·".to_owned(), text)
        };
        let row = |epoch: &Epoch| {
            vec![
                epoch.epoch.to_string(),
                format!("{:.4}", epoch.loss),
                percent(epoch.accuracy()),
                validated(epoch, &|evaluation| format!("{:.4}", evaluation.loss)),
                validated(epoch, &|evaluation| percent(evaluation.accuracy())),
                format!("{:.3e}", epoch.learning_rate),
                format!("{:.1}", epoch.seconds + epoch.validation_seconds),
            ]
        };
        std::iter::once(names.map(str::to_owned).to_vec()).chain(self.epochs.iter().map(row)).collect()
    }

    /// The cost of the steps, by the epochs that were done behind them; of many, the means of some in a row.
    fn steps(&self) -> Vec<(f64, f64)> {
        // A training stopped in its first epoch has steps only; they count from 0 to 1 then.
        let steps = self.losses.len() as f64 / self.epochs.len().max(1) as f64;
        let group = self.losses.len().div_ceil(MOST_POINTS).max(1);
        let mean = |(i, losses): (usize, &[f32])| {
            let sum: f64 = losses.iter().map(|loss| f64::from(*loss)).sum();
            ((i * group + losses.len()) as f64 / steps, sum / losses.len() as f64)
        };
        self.losses.chunks(group).enumerate().map(mean).collect()
    }
}
