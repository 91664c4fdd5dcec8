//! Checkpoints: a training in a file, from which it goes on with the same bits.
//!
//! A file is a safetensors file of weights, which has beside them what the optimizer keeps, averages, the best weights
//! so far, and the history, all under names that begin with `training/`; its metadata have the place in the training,
//! the schedule's state, and every setting. Random numbers need none: they follow from seed and place. The last tensor
//! is a checksum of all bytes before it.

mod error;
mod read;
mod settings;
mod shelf;
mod state;
mod write;

pub use error::CheckpointError;
pub(super) use shelf::{Settings, Shelf};
