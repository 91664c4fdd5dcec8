//! Loops over memory: GEMM, convolution, pooling; `arch` holds the instruction sets.

#[allow(unsafe_code, reason = "instructions and unchecked access: the only home of both")]
pub(crate) mod arch;
#[allow(unsafe_code, reason = "hands out disjoint tiles of one matrix")]
pub(crate) mod block;
pub(crate) mod blocks;
pub(crate) mod buffer;
pub(crate) mod conv;
pub(crate) mod dense;
pub(crate) mod descent;
pub(crate) mod elementwise;
pub(crate) mod gemm;
mod isa;
mod math;
pub(crate) mod norm;
mod peak;
pub(crate) mod pool;

pub use elementwise::Activation;
pub use isa::Isa;
pub use peak::peak;

#[cfg(test)]
mod tests;
