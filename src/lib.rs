#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

// The zoo is declared as users declare networks, and generated code names this crate.
#[cfg(feature = "zoo")]
extern crate self as convnet;

pub mod layers;
pub mod words;
#[cfg(feature = "zoo")]
pub mod zoo;

pub use convnet_core::kernels::Isa;
pub use convnet_core::network::{
    Basis, ClassMetrics, Dataset, Elementwise, Ensemble, Evaluation, Generated, Head, Init, Input, InputError, Layer,
    Learning, LearningError, Memory, Network, Normalization, Op, Optimizer, PatchError, Prediction, Rule, Storage,
    Target, Tensor, TensorKind, Training, Views, Whitening, Workspace,
};
pub use convnet_core::shape::{Field, Pair, Volume};
pub use convnet_core::steps::{Activation, Stretch};
pub use convnet_core::{data, inspect, reference, train, weights};
pub use convnet_macros::convnet;

/// What generated code names. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use convnet_core::kernels::Isa;
    pub use convnet_core::network::*;
    pub use convnet_core::shape::*;
    pub use convnet_core::steps::*;
}
