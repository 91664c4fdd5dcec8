//! The instruction set, chosen at run time.

/// An instruction set that kernels are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Isa {
    /// Plain Rust, on any machine.
    Scalar,
    /// x86-64 with AVX2 and FMA: 8 lanes.
    Avx2,
    /// x86-64 with AVX-512F: 16 lanes.
    Avx512,
    /// AArch64 with NEON: 4 lanes.
    Neon,
}

impl Isa {
    /// All that this machine can run, the narrowest first.
    pub fn available() -> Vec<Isa> {
        vec![Isa::Scalar]
    }

    /// The widest that this machine can run, or what the environment variable `CONVNET_ISA`
    /// (`scalar`, `avx2`, `avx512`, `neon`) asks for where the machine has it.
    pub fn detect() -> Isa {
        Isa::Scalar
    }
}
