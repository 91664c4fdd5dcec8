//! Plain Rust: four lanes, which compilers turn into whatever the target always has.

use super::{Bf16, Kernel, Simd};
use std::array::from_fn;

/// Any machine.
#[derive(Clone, Copy, Debug)]
pub struct Scalar;

impl Simd for Scalar {
    type V = [f32; 4];
    const LANES: usize = 4;
    const REGISTERS: usize = 16;

    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        kernel.run(self)
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Self::V {
        [x; 4]
    }

    #[inline(always)]
    unsafe fn load_at(self, x: *const f32) -> Self::V {
        // SAFETY: the caller's promise; arrays of f32 are aligned as f32 is.
        unsafe { *x.cast() }
    }

    #[inline(always)]
    unsafe fn store_at(self, v: Self::V, x: *mut f32) {
        // SAFETY: the caller's promise; arrays of f32 are aligned as f32 is.
        unsafe { *x.cast() = v }
    }

    #[inline(always)]
    fn add(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    fn sub(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| a[i] - b[i])
    }

    #[inline(always)]
    fn mul(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| a[i] * b[i])
    }

    #[inline(always)]
    fn div(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| a[i] / b[i])
    }

    #[inline(always)]
    fn sqrt(self, a: Self::V) -> Self::V {
        a.map(f32::sqrt)
    }

    #[inline(always)]
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        // Not `f32::mul_add`: without the instruction that is a call.
        from_fn(|i| a[i] * b[i] + c[i])
    }

    #[inline(always)]
    fn max(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn max_or_nan(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| if a[i] > b[i] || a[i].is_nan() { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn min(self, a: Self::V, b: Self::V) -> Self::V {
        from_fn(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn select_gt(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        from_fn(|i| if a[i] > b[i] { yes[i] } else { no[i] })
    }

    #[inline(always)]
    fn select_eq(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        from_fn(|i| if a[i] == b[i] { yes[i] } else { no[i] })
    }

    #[inline(always)]
    fn take_greater(self, v: Self::V, tag: Self::V, best: Self::V, best_tag: Self::V) -> (Self::V, Self::V) {
        let take: [bool; 4] = from_fn(|i| v[i] > best[i] || v[i].is_nan());
        (from_fn(|i| if take[i] { v[i] } else { best[i] }), from_fn(|i| if take[i] { tag[i] } else { best_tag[i] }))
    }

    #[inline(always)]
    fn zip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        ([a[0], b[0], a[1], b[1]], [a[2], b[2], a[3], b[3]])
    }

    #[inline(always)]
    fn unzip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        ([a[0], a[2], b[0], b[2]], [a[1], a[3], b[1], b[3]])
    }

    #[inline(always)]
    fn ldexp(self, v: Self::V, n: Self::V) -> Self::V {
        from_fn(|i| f32::from_bits(v[i].to_bits().wrapping_add(((n[i] as i32) << 23) as u32)))
    }

    #[inline(always)]
    fn sum(self, v: Self::V) -> f32 {
        (v[0] + v[2]) + (v[1] + v[3])
    }

    #[inline(always)]
    unsafe fn load_bf16_at(self, x: *const Bf16) -> Self::V {
        // SAFETY: the caller's promise; arrays are aligned as their values are.
        unsafe { *x.cast::<[Bf16; 4]>() }.map(Bf16::value)
    }

    #[inline(always)]
    fn store_u16(self, v: Self::V, x: &mut [u16]) {
        x[..4].copy_from_slice(&v.map(|v| v as u16));
    }

    #[inline(always)]
    fn load_u16(self, x: &[u16]) -> Self::V {
        let x = &x[..4];
        from_fn(|i| f32::from(x[i]))
    }
}
