//! Weights in files: safetensors, with the names that a network's layers have.
//!
//! A file is the length of its header (eight bytes), the header (JSON: each tensor's type, shape and place), and the
//! values. What flows in is not trusted: nothing is allocated for what a file claims but does not hold, every
//! mismatch with the network is found before a value is read, and a network comes out only where all is well.

mod compare;
mod error;
mod file;
mod matched;
mod names;
mod numbers;
mod read;
mod write;

pub(crate) use names::TRAINING;
pub(crate) use numbers::width;
pub(crate) use read::{OpenFile, PREFIX, WHITENING};
pub(crate) use write::{Entry, Values, is_left_behind, metadata, tensors, whitening, write_file};

pub use error::{Mismatch, WeightsError};
pub use file::Weights;
pub use matched::Matched;
