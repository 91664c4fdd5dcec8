//! What can go wrong in training.

use super::CheckpointError;
use crate::network::{InputError, LearningError};
use crate::weights::WeightsError;
use std::fmt;

/// Why a training did not begin, or ended early.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TrainError {
    /// A setting of the trainer makes no sense.
    Setting {
        /// Its name.
        name: &'static str,
        /// What it may be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// An image or a label does not fit the network.
    Input(InputError),
    /// The cost is no finite number any more: the weights have grown beyond all bounds.
    Diverged {
        /// In which epoch, from 1.
        epoch: usize,
        /// In which of its steps, from 1.
        step: usize,
        /// The learning rate then.
        learning_rate: f32,
    },
    /// A checkpoint was not written, cannot be read, or is of another training.
    Checkpoint(CheckpointError),
}

impl TrainError {
    pub(super) fn setting(name: &'static str, expected: impl Into<String>, found: impl fmt::Display) -> TrainError {
        TrainError::Setting { name, expected: expected.into(), found: found.to_string() }
    }
}

impl fmt::Display for TrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrainError::Setting { name, expected, found } => write!(f, "{name}: expected {expected}, found {found}"),
            TrainError::Input(error) => error.fmt(f),
            TrainError::Checkpoint(error) => error.fmt(f),
            TrainError::Diverged { epoch, step, learning_rate } => write!(
                f,
                "the cost is no longer finite in epoch {epoch}, step {step}: the learning rate {learning_rate} is too \
                 large, or the inputs are not normalised"
            ),
        }
    }
}

impl std::error::Error for TrainError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TrainError::Input(error) => Some(error),
            TrainError::Checkpoint(error) => Some(error),
            _ => None,
        }
    }
}

impl From<LearningError> for TrainError {
    fn from(LearningError { expected, found }: LearningError) -> TrainError {
        TrainError::Setting { name: LearningError::SETTING, expected, found }
    }
}

impl From<InputError> for TrainError {
    fn from(error: InputError) -> TrainError {
        TrainError::Input(error)
    }
}

impl From<WeightsError> for TrainError {
    fn from(error: WeightsError) -> TrainError {
        TrainError::Checkpoint(error.into())
    }
}
