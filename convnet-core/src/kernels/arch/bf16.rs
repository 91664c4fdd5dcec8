//! The number formats in which weights are stored.

use super::{MAX_LANES, Simd};

/// A bfloat16: the upper half of the bits of an `f32`, with its exponents and 8 bits of precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Bf16(u16);

impl Bf16 {
    /// The nearest one, of two the even one. NaNs stay NaNs, infinities infinities.
    #[inline(always)]
    pub fn nearest(x: f32) -> Bf16 {
        let bits = x.to_bits();
        // Half of the last place, less one where the last place is even: a carry rounds up.
        let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1));
        // A NaN's set bits may all be among those that go.
        Bf16(if x.is_nan() { bits >> 16 | 0x40 } else { rounded >> 16 } as u16)
    }

    /// The same number.
    #[inline(always)]
    pub fn value(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }
}

/// How a number lies in memory that is read as `f32`.
pub trait Number: Copy + Default + Send + Sync {
    /// Reads `LANES` of them.
    ///
    /// # Safety
    /// They lie within one allocation.
    unsafe fn load_at<S: Simd>(s: S, x: *const Self) -> S::V;

    /// The first values of `x`, zeros in the lanes that it does not fill.
    #[inline(always)]
    fn load_upto<S: Simd>(s: S, x: &[Self]) -> S::V {
        if x.len() >= S::LANES {
            // SAFETY: the slice is long enough.
            return unsafe { Self::load_at(s, x.as_ptr()) };
        }
        let mut lanes = [Self::default(); MAX_LANES];
        lanes[..x.len()].copy_from_slice(x);
        // SAFETY: no set has more lanes than the array.
        unsafe { Self::load_at(s, lanes.as_ptr()) }
    }
}

impl Number for f32 {
    #[inline(always)]
    unsafe fn load_at<S: Simd>(s: S, x: *const f32) -> S::V {
        // SAFETY: the caller's promise.
        unsafe { s.load_at(x) }
    }

    #[inline(always)]
    fn load_upto<S: Simd>(s: S, x: &[f32]) -> S::V {
        s.load_upto(x)
    }
}

impl Number for Bf16 {
    #[inline(always)]
    unsafe fn load_at<S: Simd>(s: S, x: *const Bf16) -> S::V {
        // SAFETY: the caller's promise.
        unsafe { s.load_bf16_at(x) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::Isa;
    use crate::kernels::arch::Kernel;

    /// The nearest bfloat16 by distances in f64, the overflow's neighbour being 2¹²⁸; of two the one whose last bit is
    /// 0.
    fn model(x: f32) -> u16 {
        let below = (x.to_bits() >> 16) as u16;
        let magnitude = |bits: u16| match f32::from_bits(u32::from(bits & 0x7fff) << 16) {
            value if value.is_infinite() => 2.0_f64.powi(128),
            value => f64::from(value),
        };
        let x = f64::from(x.abs());
        let (down, up) = (x - magnitude(below), magnitude(below + 1) - x);
        if up < down || (up == down && below & 1 == 1) { below + 1 } else { below }
    }

    #[test]
    fn rounds_to_the_nearest_and_ties_to_even() {
        // Every upper half of a finite number, with lower halves around the tie and at the ends.
        for upper in (0..0x7f80).chain(0x8000..0xff80_u32) {
            for lower in [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff] {
                let x = f32::from_bits(upper << 16 | lower);
                assert_eq!(Bf16::nearest(x).0, model(x), "{x:e}, bits {:x}", x.to_bits());
            }
        }
    }

    #[test]
    fn keeps_the_kind_of_what_is_no_number() {
        for sign in [0, 1 << 31] {
            let infinite = f32::from_bits(0x7f80_0000 | sign);
            assert_eq!(Bf16::nearest(infinite).value().to_bits(), infinite.to_bits());
            for fraction in [1, 0x7fff, 0x8000, 0x3f_ffff, 0x40_0000, 0x7f_ffff] {
                assert!(Bf16::nearest(f32::from_bits(0x7f80_0000 | sign | fraction)).value().is_nan(), "{fraction:x}");
            }
        }
    }

    struct Read<'a>(&'a [Bf16]);

    impl Kernel for Read<'_> {
        type Output = Vec<f32>;

        #[inline(always)]
        fn run<S: Simd>(self, s: S) -> Vec<f32> {
            let mut lanes = [7.0; MAX_LANES];
            s.store(Bf16::load_upto(s, self.0), &mut lanes);
            lanes[..S::LANES].to_vec()
        }
    }

    #[test]
    fn is_read_as_it_stands_on_each_instruction_set() {
        for isa in Isa::available() {
            for first in (0..=0xffff_u16).step_by(16) {
                for len in [16, 9, 3] {
                    let stored: Vec<Bf16> = (0..len).map(|i| Bf16(first + i)).collect();
                    let values = isa.run(Read(&stored));
                    for (i, value) in values.iter().enumerate() {
                        let expected = stored.get(i).map_or(0, |bits| u32::from(bits.0) << 16);
                        assert_eq!(value.to_bits(), expected, "{isa:?}: {i} of {len} from {first:x} on");
                    }
                }
            }
        }
    }
}
