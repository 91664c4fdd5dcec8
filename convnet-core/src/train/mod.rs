//! Training: epochs of mini-batches, the optimizer, its schedule, and who watches.
//!
//! A [`Trainer`] takes a network and a [`Dataset`](crate::network::Dataset) and gives back a [`History`]; the
//! network's weights are what has changed. All that it draws (order, validation set, dropout) follows from its seed.

mod average;
mod checkpoint;
mod error;
mod history;
mod observer;
mod optimizer;
mod progress;
mod rate;
mod run;
mod schedule;
mod stepping;
mod trainer;
mod update;

pub use average::Average;
pub use checkpoint::CheckpointError;
pub use error::TrainError;
pub use history::History;
pub use observer::{Criterion, Epoch, Observer, Step};
pub use optimizer::{Adagrad, Adam, Clip, MaxNorm, OptimizerState, RmsProp, Scheduled, Sgd};
pub use progress::Progress;
pub use rate::{RateCurve, RatePoint};
pub use schedule::{OneCycle, Plateau, Schedule};
pub use trainer::Trainer;
pub use update::{UpdateRatio, UpdateRatios};
