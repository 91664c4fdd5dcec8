//! The arithmetic of convolutional networks as `const fn`s: the only copy of every rule.
//!
//! What flows in: an input [`Volume`] and a layer's declared numbers. What flows out: the layer's shape
//! (output volume, counts), or an [`Error`] that names the guilty number and prints the formula.
//! `convnet!` calls these functions while it expands, and the code that it generates calls the same
//! functions in `const` items.
#![no_std]
#![forbid(unsafe_code)]

mod error;
mod layers;
mod volume;

pub use error::{Error, Message};
pub use layers::{
    ConvShape, FcShape, PoolShape, avg_pool, conv, expect_conv, expect_fc, expect_pool, fc, global_avg_pool, max_pool,
};
pub use volume::{Padding, Pair, Round, Volume, Window};
