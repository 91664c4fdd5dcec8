//! The arithmetic of convolutional networks as `const fn`s: the only copy of every rule.
//!
//! What flows in: an input [`Volume`] and a layer's declared numbers. What flows out: the layer's shape
//! (output volume, counts), or an [`Error`] that names the guilty number, prints the formula with the numbers
//! filled in, and says which changes would work. `convnet!` calls these functions while it expands, and the code
//! that it generates calls the same functions in `const` items, where [`expect_conv`] and its sisters turn an
//! error into a compile error.
#![no_std]
#![forbid(unsafe_code)]

mod budget;
mod error;
mod expect;
mod field;
mod join;
mod layers;
mod message;
mod request;
mod suggest;
mod volume;

pub use budget::{Actual, Budget, Cost, Quantity, Relation, memory};
pub use error::{Argument, Axis, Count, Error, Fault, subject};
pub use expect::{blame, expect_conv, expect_fc, expect_pool, expect_volume, expect_within};
pub use field::Field;
pub use join::{Join, expect_join};
pub use layers::{
    ConvShape, FcShape, MAX_POOL_WINDOW, PoolShape, avg_pool, conv, fc, global_avg_pool, input, lrn, max_pool, softmax,
};
pub use message::Message;
pub use request::Request;
pub use suggest::{Help, Suggestion};
pub use volume::{Padding, Pair, Round, Volume, Window};
