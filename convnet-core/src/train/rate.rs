//! Finding a learning rate.

use super::trainer::check_targets;
use super::{TrainError, Trainer};
use crate::inspect::Curves;
use crate::network::{Dataset, Network};
use std::ops::RangeInclusive;

/// How much the cost may grow, against the least so far, before a sweep ends.
const GROWTH: f64 = 4.0;
/// A smoothed cost is the mean over about one part of so many of a sweep.
const PARTS: f64 = 20.0;
/// What is suggested, as a part of the rate at the least cost: there it is about to grow.
const SUGGESTED: f64 = 0.1;

/// A step of a sweep over learning rates.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RatePoint {
    /// The learning rate.
    pub learning_rate: f32,
    /// The mean cost of its mini-batch.
    pub loss: f64,
    /// The cost as a moving average over the last steps.
    pub smoothed: f64,
}

/// What the cost is as the learning rate grows: see [`Trainer::find_rate`].
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RateCurve {
    /// The steps, by their learning rate. They end where the cost has grown beyond all measure.
    pub points: Vec<RatePoint>,
}

impl RateCurve {
    /// A tenth of the learning rate at which the smoothed cost is least: large, and safely below the rates at which the
    /// cost grows. `None` where the cost never falls.
    pub fn suggestion(&self) -> Option<f32> {
        let least =
            (0..self.points.len()).min_by(|&a, &b| self.points[a].smoothed.total_cmp(&self.points[b].smoothed))?;
        let rate = f64::from(self.points[least].learning_rate);
        (least > 0).then_some((SUGGESTED * rate) as f32)
    }

    /// For a [`Picture`](crate::inspect::Picture): the cost over the logarithm of the learning rate.
    pub fn curves(&self) -> Curves {
        let of = |cost: &dyn Fn(&RatePoint) -> f64| {
            self.points.iter().map(|point| (f64::from(point.learning_rate).log10(), cost(point))).collect()
        };
        Curves {
            title: "Loss by learning rate".into(),
            x: "learning rate (logarithm to base 10)".into(),
            y: "loss".into(),
            log: false,
            curves: vec![
                ("each step".into(), of(&|point| point.loss)),
                ("smoothed".into(), of(&|point| point.smoothed)),
            ],
            ..Curves::default()
        }
    }
}

impl<N: Network> Trainer<'_, N> {
    /// Trains a copy of `network` on `data` for one epoch, in which the learning rate grows evenly on a logarithmic
    /// scale from the start of `rates` to its end (Smith 2017, section 3.3): `1e-6..=10.0` leaves out nothing of
    /// interest. It ends early where the smoothed cost is four times the least so far, or no number.
    ///
    /// Everything but epochs, validation, schedule, learning rate, observers and progress is as
    /// [`train`](Trainer::train) has it.
    ///
    /// # Errors
    /// As `train`; and where the rates are not finite, not above 0, or do not grow.
    pub fn find_rate<D: Dataset + ?Sized>(
        &self,
        network: &N,
        data: &D,
        rates: RangeInclusive<f32>,
    ) -> Result<RateCurve, TrainError> {
        let (from, to) = (f64::from(*rates.start()), f64::from(*rates.end()));
        if !(from > 0.0 && from < to && to.is_finite()) {
            let found = format!("{from} to {to}");
            return Err(TrainError::setting(
                "learning rates",
                "finite numbers above 0, the second the larger one",
                found,
            ));
        }
        self.check(data.len())?;
        check_targets::<N, D>(data)?;
        let mut network = network.clone();
        let mut steps = self.steps(data.len())?;
        steps.begin(0);
        let count = steps.count();
        let keep = (1.0 - PARTS / count as f64).max(0.0);
        let (mut curve, mut mean, mut least) = (RateCurve::default(), 0.0, f64::INFINITY);
        for i in 0..count {
            let part = i as f64 / (count - 1).max(1) as f64;
            let learning_rate = (from * (to / from).powf(part)) as f32;
            steps.optimizer.set_learning_rate(learning_rate);
            let loss = steps.step(&mut network, data, i)?.loss;
            mean = keep * mean + (1.0 - keep) * loss;
            // The mean begins at 0: what it lacks of a whole one is known.
            let smoothed = mean / (1.0 - keep.powf((i + 1) as f64));
            if !smoothed.is_finite() || smoothed > GROWTH * least {
                break;
            }
            least = least.min(smoothed);
            curve.points.push(RatePoint { learning_rate, loss, smoothed });
        }
        Ok(curve)
    }
}
