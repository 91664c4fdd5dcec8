//! x86-64 with AVX2 and FMA: sixteen registers of eight lanes.

use super::{Bf16, Kernel, Simd};
use std::arch::x86_64::*;

/// Proof that the machine has AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

impl Avx2 {
    /// The proof, where the machine has AVX2 and FMA.
    #[inline]
    pub fn new() -> Option<Avx2> {
        let known = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        known.then_some(Avx2(()))
    }
}

#[inline(never)]
#[target_feature(enable = "avx2,fma")]
fn vectorize<K: Kernel>(s: Avx2, kernel: K) -> K::Output {
    kernel.run(s)
}

impl Simd for Avx2 {
    type V = __m256;
    const LANES: usize = 8;
    const REGISTERS: usize = 16;

    #[inline(always)]
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { vectorize(self, kernel) }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_set1_ps(x) }
    }

    #[inline(always)]
    unsafe fn load_at(self, x: *const f32) -> Self::V {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { _mm256_loadu_ps(x) }
    }

    #[inline(always)]
    unsafe fn store_at(self, v: Self::V, x: *mut f32) {
        // SAFETY: the caller's promise, and `self`'s.
        unsafe { _mm256_storeu_ps(x, v) }
    }

    #[inline(always)]
    fn add(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_add_ps(a, b) }
    }

    #[inline(always)]
    fn sub(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_sub_ps(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_mul_ps(a, b) }
    }

    #[inline(always)]
    fn div(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_div_ps(a, b) }
    }

    #[inline(always)]
    fn sqrt(self, a: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_sqrt_ps(a) }
    }

    #[inline(always)]
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn max(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_max_ps(a, b) }
    }

    #[inline(always)]
    fn max_or_nan(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_blendv_ps(_mm256_max_ps(a, b), a, _mm256_cmp_ps::<_CMP_UNORD_Q>(a, a)) }
    }

    #[inline(always)]
    fn min(self, a: Self::V, b: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_min_ps(a, b) }
    }

    #[inline(always)]
    fn select_gt(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_blendv_ps(no, yes, _mm256_cmp_ps::<_CMP_GT_OQ>(a, b)) }
    }

    #[inline(always)]
    fn select_eq(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe { _mm256_blendv_ps(no, yes, _mm256_cmp_ps::<_CMP_EQ_OQ>(a, b)) }
    }

    #[inline(always)]
    fn take_greater(self, v: Self::V, tag: Self::V, best: Self::V, best_tag: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe {
            let take = _mm256_or_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(v, best), _mm256_cmp_ps::<_CMP_UNORD_Q>(v, v));
            (_mm256_blendv_ps(best, v, take), _mm256_blendv_ps(best_tag, tag, take))
        }
    }

    #[inline(always)]
    fn zip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe {
            let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            (_mm256_permute2f128_ps::<0x20>(low, high), _mm256_permute2f128_ps::<0x31>(low, high))
        }
    }

    #[inline(always)]
    fn unzip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V) {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe {
            let (low, high) = (_mm256_permute2f128_ps::<0x20>(a, b), _mm256_permute2f128_ps::<0x31>(a, b));
            (_mm256_shuffle_ps::<0x88>(low, high), _mm256_shuffle_ps::<0xdd>(low, high))
        }
    }

    #[inline(always)]
    fn ldexp(self, v: Self::V, n: Self::V) -> Self::V {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe {
            _mm256_castsi256_ps(_mm256_add_epi32(
                _mm256_castps_si256(v),
                _mm256_slli_epi32::<23>(_mm256_cvtps_epi32(n)),
            ))
        }
    }

    #[inline(always)]
    fn sum(self, v: Self::V) -> f32 {
        // SAFETY: `self` proves that the machine has AVX2 and FMA.
        unsafe {
            let v = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
            let v = _mm_add_ps(v, _mm_movehl_ps(v, v));
            _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)))
        }
    }

    #[inline(always)]
    fn will_read<T>(self, x: &[T]) {
        // SAFETY: a hint, that reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(x.as_ptr().cast()) }
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
            let bits = _mm256_cvtepu16_epi32(_mm_loadu_si128(x.cast()));
            _mm256_castsi256_ps(_mm256_slli_epi32::<16>(bits))
        }
    }

    #[inline(always)]
    fn store_u16(self, v: Self::V, x: &mut [u16]) {
        // SAFETY: the slice has eight integers; `self` proves that the machine has AVX2.
        unsafe {
            let v = _mm256_cvtps_epi32(v);
            let v = _mm256_permute4x64_epi64::<0x08>(_mm256_packus_epi32(v, v));
            _mm_storeu_si128(x[..8].as_mut_ptr().cast(), _mm256_castsi256_si128(v))
        }
    }

    #[inline(always)]
    fn load_u16(self, x: &[u16]) -> Self::V {
        // SAFETY: the slice has eight integers; `self` proves that the machine has AVX2.
        unsafe { _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128(x[..8].as_ptr().cast()))) }
    }

    #[inline(always)]
    fn load_upto(self, x: &[f32]) -> Self::V {
        if x.len() >= Self::LANES {
            return self.load(x);
        }
        // SAFETY: the mask leaves out all lanes behind the slice's end; `self` proves that the machine has AVX2.
        unsafe { _mm256_maskload_ps(x.as_ptr(), first(x.len())) }
    }

    #[inline(always)]
    fn store_upto(self, v: Self::V, x: &mut [f32]) {
        // A masked write is slower, and what it wrote cannot be read again before it has reached the cache.
        if x.len() >= Self::LANES {
            return self.store(v, x);
        }
        // SAFETY: the mask leaves out all lanes behind the slice's end; `self` proves that the machine has AVX2.
        unsafe { _mm256_maskstore_ps(x.as_mut_ptr(), first(x.len()), v) }
    }
}

/// The mask of the first `len` lanes.
#[inline(always)]
fn first(len: usize) -> __m256i {
    /// A window over these begins with as many ones as it begins before the zeros.
    const LANES: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    let window = &LANES[8 - len.min(8)..][..8];
    // SAFETY: the window has eight integers; only the functions above call this, which have a proof of AVX2.
    unsafe { _mm256_loadu_si256(window.as_ptr().cast()) }
}
