//! Everything that runs when a `convnet!` network trains or predicts.
//!
//! Each room calls only the ones below it: `train`, `data`, `weights`, `inspect`, `network`, `steps`, `kernels`;
//! `reference` is the oracle of the tests.

#![deny(unsafe_code)]

pub mod data;
pub mod inspect;
pub mod kernels;
pub mod network;
pub mod reference;
pub mod steps;
pub mod train;
pub mod weights;

pub use convnet_shape as shape;
