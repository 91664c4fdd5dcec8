//! The fused steps that generated code calls: forward beside backward.
//!
//! A step is a `const` value: the shapes of what it does and the place of its parameters in the flat parameter
//! array. Its functions take plain slices, one image at a time (`fc` takes the rows of a batch, and `conv`
//! several images where it has more weights than values), so that the generated code is a list of calls.

mod activation;
mod conv;
mod dropout;
mod fc;
mod join;
mod learner;
mod lrn;
mod norm;
mod pool;
mod rows;
mod scratch;

pub use activation::{Act, Activation, Prelu, Rrelu};
pub use conv::{Conv, Kept};
pub use dropout::Dropout;
pub use fc::Fc;
pub use join::{Add, add, give};
pub use learner::{Learner, Learns, Mover, Stretch};
pub use lrn::Lrn;
pub use norm::{BatchNorm, Folded};
pub use pool::{AvgPool, MaxPool};
pub use rows::{Gradients, Random, Rows, RowsMut};
pub use scratch::{Kernels, Scratch, Scratches};
