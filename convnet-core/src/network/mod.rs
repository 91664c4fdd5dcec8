//! What a generated network is to the rest of the library.
//!
//! [`Generated`] is what `convnet!` implements: constants and straight-line passes over flat arrays. [`Network`] is
//! what users call; every generated type has it.

mod cost;
mod each;
mod eigen;
mod ensemble;
mod evaluation;
mod facts;
mod footprint;
mod generated;
mod init;
mod input;
mod learning;
mod memory;
mod normalization;
mod op;
mod optimizer;
mod orthogonal;
mod patches;
mod predict;
mod prediction;
mod store;
mod stub;
mod views;
#[cfg(feature = "whitening")]
mod whitened;
mod whitening;
mod workspace;

pub(crate) use cost::{check, largest as most_probable};
pub(crate) use each::enter;
pub use each::{PIECES, PerImage, clear, each, learn, pieces, work};
pub(crate) use eigen::eigen;
pub use ensemble::Ensemble;
pub use evaluation::{ClassMetrics, Evaluation};
pub use facts::{Head, Layer, Tensor, TensorKind, check_budget, check_head, trace};
pub use footprint::{Footprint, Memory};
pub use generated::{Generated, InferenceRun, TrainingRun};
pub use init::Init;
pub use input::{Dataset, Input, InputError, Target};
pub use learning::{Learning, LearningError, Pass};
pub use memory::{Batch, Floats, Indices, largest};
pub use normalization::Normalization;
pub use op::Op;
pub use optimizer::{Elementwise, Optimizer, Rule};
pub use patches::PatchError;
pub use predict::{Network, Training};
pub use prediction::Prediction;
pub use store::{Storage, Store};
pub use stub::{Facts, Stub};
pub use views::Views;
pub use whitening::{Basis, Whitening};
pub use workspace::Workspace;
