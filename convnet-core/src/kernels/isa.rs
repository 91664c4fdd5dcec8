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
    /// The names that `CONVNET_ISA` understands.
    const NAMES: [(&'static str, Isa); 4] =
        [("scalar", Isa::Scalar), ("avx2", Isa::Avx2), ("avx512", Isa::Avx512), ("neon", Isa::Neon)];

    /// All that this machine can run, the narrowest first.
    pub fn available() -> Vec<Isa> {
        [Isa::Scalar, Isa::Neon, Isa::Avx2, Isa::Avx512].into_iter().filter(|isa| isa.is_available()).collect()
    }

    /// The widest that this machine can run, or what the environment variable `CONVNET_ISA`
    /// (`scalar`, `avx2`, `avx512`, `neon`) asks for where the machine has it.
    pub fn detect() -> Isa {
        let asked = std::env::var("CONVNET_ISA").ok().and_then(|name| {
            Isa::NAMES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, isa)| isa)
        });
        match asked {
            Some(isa) if isa.is_available() => isa,
            _ => Isa::widest(),
        }
    }

    /// The widest that this machine can run.
    pub(crate) fn widest() -> Isa {
        [Isa::Avx512, Isa::Avx2, Isa::Neon].into_iter().find(|isa| isa.is_available()).unwrap_or(Isa::Scalar)
    }

    /// Whether this machine can run it.
    pub fn is_available(self) -> bool {
        match self {
            Isa::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => Isa::Avx2.is_available() && is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            #[allow(unreachable_patterns, reason = "which sets are left depends on the target")]
            _ => false,
        }
    }
}
