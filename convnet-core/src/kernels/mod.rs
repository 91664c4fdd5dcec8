//! Loops over memory: GEMM, convolution, pooling; `arch` holds the instruction sets.

mod isa;

pub use isa::Isa;
