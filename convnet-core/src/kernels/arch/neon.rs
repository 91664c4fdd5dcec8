//! AArch64 with NEON: thirty-two registers of four lanes.

use super::{Bf16, Kernel, Simd};
use std::arch::aarch64::*;

/// Proof that the machine has NEON.
#[derive(Clone, Copy, Debug)]
pub struct Neon(());

impl Neon {
    /// The proof, where the machine has NEON.
    #[inline]
    pub fn new() -> Option<Neon> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Neon(()))
    }
}

#[inline(never)]
#[target_feature(enable = "neon")]
fn vectorize<K: Kernel>(s: Neon, kernel: K) -> K::Output {
    kernel.run(s)
}

impl Simd for Neon {
    type V = float32x4_t;
    const LANES: usize = 4;
    const REGISTERS: usize = 32;

    #[inline(always)]
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vectorize(self, kernel) }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vdupq_n_f32(x) }
    }

    #[inline(always)]
    unsafe fn load_at(self, x: *const f32) -> Self::V {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { vld1q_f32(x) }
    }

    #[inline(always)]
    unsafe fn store_at(self, v: Self::V, x: *mut f32) {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { vst1q_f32(x, v) }
    }

    #[inline(always)]
    fn add(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vaddq_f32(a, b) }
    }

    #[inline(always)]
    fn sub(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vsubq_f32(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vmulq_f32(a, b) }
    }

    #[inline(always)]
    fn div(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vdivq_f32(a, b) }
    }

    #[inline(always)]
    fn sqrt(self, a: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vsqrtq_f32(a) }
    }

    #[inline(always)]
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vfmaq_f32(c, a, b) }
    }

    #[inline(always)]
    fn max(self, a: Self::V, b: Self::V) -> Self::V {
        // Not `vmaxq_f32`: it gives NaN where `a` is one, and +0 for either order of zeros.
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vbslq_f32(vcgtq_f32(a, b), a, b) }
    }

    #[inline(always)]
    fn max_or_nan(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vmaxq_f32(a, b) }
    }

    #[inline(always)]
    fn min(self, a: Self::V, b: Self::V) -> Self::V {
        // Not `vminq_f32`, as above.
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vbslq_f32(vcltq_f32(a, b), a, b) }
    }

    #[inline(always)]
    fn select_gt(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vbslq_f32(vcgtq_f32(a, b), yes, no) }
    }

    #[inline(always)]
    fn select_eq(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vbslq_f32(vceqq_f32(a, b), yes, no) }
    }

    #[inline(always)]
    fn take_greater(self, v: Self::V, tag: Self::V, best: Self::V, best_tag: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe {
            let take = vorrq_u32(vcgtq_f32(v, best), vmvnq_u32(vceqq_f32(v, v)));
            (vbslq_f32(take, v, best), vbslq_f32(take, tag, best_tag))
        }
    }

    #[inline(always)]
    fn zip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { (vzip1q_f32(a, b), vzip2q_f32(a, b)) }
    }

    #[inline(always)]
    fn unzip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { (vuzp1q_f32(a, b), vuzp2q_f32(a, b)) }
    }

    #[inline(always)]
    fn ldexp(self, v: Self::V, n: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(v), vshlq_n_s32::<23>(vcvtnq_s32_f32(n)))) }
    }

    #[inline(always)]
    fn sum(self, v: Self::V) -> f32 {
        // SAFETY: `self` proves that the machine has NEON.
        unsafe { vaddvq_f32(v) }
    }

    #[inline(always)]
    unsafe fn load_bf16_at(self, x: *const Bf16) -> Self::V {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { vreinterpretq_f32_u32(vshll_n_u16::<16>(vld1_u16(x.cast()))) }
    }

    #[inline(always)]
    fn store_u16(self, v: Self::V, x: &mut [u16]) {
        // SAFETY: the slice has four integers; `self` proves that the machine has NEON.
        unsafe { vst1_u16(x[..4].as_mut_ptr(), vmovn_u32(vcvtnq_u32_f32(v))) }
    }

    #[inline(always)]
    fn load_u16(self, x: &[u16]) -> Self::V {
        // SAFETY: the slice has four integers; `self` proves that the machine has NEON.
        unsafe { vcvtq_f32_u32(vmovl_u16(vld1_u16(x[..4].as_ptr()))) }
    }
}
