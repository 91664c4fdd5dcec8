//! What can be wrong with a checkpoint.

use crate::weights::WeightsError;
use std::fmt;
use std::sync::Arc;

/// Why a checkpoint was not written, or a training does not go on from it.
#[derive(Clone, Debug)]
pub struct CheckpointError(Arc<WeightsError>);

impl CheckpointError {
    /// What is wrong with the file.
    pub fn file(&self) -> &WeightsError {
        &self.0
    }
}

/// Where they say the same: what an operating system tells cannot be compared.
impl PartialEq for CheckpointError {
    fn eq(&self, other: &CheckpointError) -> bool {
        self.to_string() == other.to_string()
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CheckpointError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl From<WeightsError> for CheckpointError {
    fn from(error: WeightsError) -> CheckpointError {
        CheckpointError(Arc::new(error))
    }
}
