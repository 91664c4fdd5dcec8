//! x86-64 with AVX-512F: thirty-two registers of sixteen lanes.

use super::{Bf16, Kernel, Simd};
use std::arch::x86_64::*;

/// Proof that the machine has AVX-512F.
#[derive(Clone, Copy, Debug)]
pub struct Avx512(());

impl Avx512 {
    /// The proof, where the machine has AVX-512F.
    #[inline]
    pub fn new() -> Option<Avx512> {
        let known =
            is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        known.then_some(Avx512(()))
    }
}

#[inline(never)]
#[target_feature(enable = "avx512f,avx2,fma")]
fn vectorize<K: Kernel>(s: Avx512, kernel: K) -> K::Output {
    kernel.run(s)
}

impl Simd for Avx512 {
    type V = __m512;
    const LANES: usize = 16;
    const REGISTERS: usize = 32;

    #[inline(always)]
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { vectorize(self, kernel) }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_set1_ps(x) }
    }

    #[inline(always)]
    unsafe fn load_at(self, x: *const f32) -> Self::V {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { _mm512_loadu_ps(x) }
    }

    #[inline(always)]
    unsafe fn store_at(self, v: Self::V, x: *mut f32) {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { _mm512_storeu_ps(x, v) }
    }

    #[inline(always)]
    fn add(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_add_ps(a, b) }
    }

    #[inline(always)]
    fn sub(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_sub_ps(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_mul_ps(a, b) }
    }

    #[inline(always)]
    fn div(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_div_ps(a, b) }
    }

    #[inline(always)]
    fn sqrt(self, a: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_sqrt_ps(a) }
    }

    #[inline(always)]
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn max(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_max_ps(a, b) }
    }

    #[inline(always)]
    fn max_or_nan(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_mask_max_ps(a, _mm512_cmp_ps_mask::<_CMP_ORD_Q>(a, a), a, b) }
    }

    #[inline(always)]
    fn min(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_min_ps(a, b) }
    }

    #[inline(always)]
    fn select_gt(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b), no, yes) }
    }

    #[inline(always)]
    fn select_eq(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_EQ_OQ>(a, b), no, yes) }
    }

    #[inline(always)]
    fn take_greater(self, v: Self::V, tag: Self::V, best: Self::V, best_tag: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe {
            let take = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(v, best) | _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(v, v);
            (_mm512_mask_blend_ps(take, best, v), _mm512_mask_blend_ps(take, best_tag, tag))
        }
    }

    #[inline(always)]
    fn zip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe {
            let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            let high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            (_mm512_permutex2var_ps(a, low, b), _mm512_permutex2var_ps(a, high, b))
        }
    }

    #[inline(always)]
    fn unzip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe {
            let even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            let odd = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
            (_mm512_permutex2var_ps(a, even, b), _mm512_permutex2var_ps(a, odd, b))
        }
    }

    #[inline(always)]
    fn ldexp(self, v: Self::V, n: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe {
            _mm512_castsi512_ps(_mm512_add_epi32(
                _mm512_castps_si512(v),
                _mm512_slli_epi32::<23>(_mm512_cvtps_epi32(n)),
            ))
        }
    }

    #[inline(always)]
    fn sum(self, v: Self::V) -> f32 {
        // SAFETY: `self` proves that the machine has AVX-512F.
        unsafe { _mm512_reduce_add_ps(v) }
    }

    #[inline(always)]
    fn will_read<T>(self, x: &[T]) {
        // SAFETY: a hint, that reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(x.as_ptr().cast()) }
    }

    #[inline(always)]
    fn will_write(self, x: &mut [f32]) {
        // SAFETY: a hint, that reads and writes nothing.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(x.as_ptr().cast()) }
    }

    #[inline(always)]
    unsafe fn load_bf16_at(self, x: *const Bf16) -> Self::V {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe {
            let bits = _mm512_cvtepu16_epi32(_mm256_loadu_si256(x.cast()));
            _mm512_castsi512_ps(_mm512_slli_epi32::<16>(bits))
        }
    }

    #[inline(always)]
    fn store_u16(self, v: Self::V, x: &mut [u16]) {
        // SAFETY: the slice has sixteen integers; `self` proves that the machine has AVX-512F.
        unsafe { _mm256_storeu_si256(x[..16].as_mut_ptr().cast(), _mm512_cvtepi32_epi16(_mm512_cvtps_epi32(v))) }
    }

    #[inline(always)]
    fn load_u16(self, x: &[u16]) -> Self::V {
        // SAFETY: the slice has sixteen integers; `self` proves that the machine has AVX-512F.
        unsafe { _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(_mm256_loadu_si256(x[..16].as_ptr().cast()))) }
    }

    #[inline(always)]
    fn load_upto(self, x: &[f32]) -> Self::V {
        if x.len() >= Self::LANES {
            return self.load(x);
        }
        // SAFETY: the mask leaves out all lanes behind the slice's end; `self` proves that the machine has AVX-512F.
        unsafe { _mm512_maskz_loadu_ps(first(x.len()), x.as_ptr()) }
    }

    #[inline(always)]
    fn store_upto(self, v: Self::V, x: &mut [f32]) {
        // A masked write is slower, and what it wrote cannot be read again before it has reached the cache.
        if x.len() >= Self::LANES {
            return self.store(v, x);
        }
        // SAFETY: the mask leaves out all lanes behind the slice's end; `self` proves that the machine has AVX-512F.
        unsafe { _mm512_mask_storeu_ps(x.as_mut_ptr(), first(x.len()), v) }
    }

    #[inline(always)]
    fn store_u16_upto(self, v: Self::V, x: &mut [u16]) {
        if x.len() >= Self::LANES {
            return self.store_u16(v, x);
        }
        // SAFETY: the mask leaves out all lanes behind the slice's end; `self` proves that the machine has AVX-512F.
        unsafe { _mm512_mask_cvtepi32_storeu_epi16(x.as_mut_ptr().cast(), first(x.len()), _mm512_cvtps_epi32(v)) }
    }
}

/// The mask of the first `len` lanes.
#[inline(always)]
fn first(len: usize) -> __mmask16 {
    if len >= 16 { !0 } else { (1 << len) - 1 }
}
