//! Vector registers: a small trait, an implementation for each instruction set, and the register tile of the matrix
//! product.
//!
//! What flows in: a [`Kernel`], an algorithm written once over any [`Simd`]. What flows out: the same algorithm
//! compiled for the instruction set that the machine has. `#[target_feature]` functions cannot be
//! `#[inline(always)]`, so algorithms carry the second attribute and are called from one thin function a set, that
//! carries the first.

#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "a place and its access, or the instructions of one operation"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod batch;
mod bf16;
mod copy;
mod dots;
#[cfg(target_arch = "aarch64")]
mod neon;
mod outer;
mod picked;
mod picked_rows;
mod pooled;
mod scalar;
mod square;
mod tile;

pub use batch::{Copied, Images, images};
pub use bf16::{Bf16, Number};
pub use copy::{Move, Moves, gather_rows};
pub use dots::{Dots, Vectors};
pub use outer::{Outer, TILE_ROWS};
pub use picked::{PICKED_VECTORS, Picked};
pub use picked_rows::{Pick, PickedRows};
pub use pooled::{Pooled, pooled_rows};
pub use square::{Grid, Line, square};
pub use tile::{Blocked, Columns, Interleaved, Pixels, Strides, Taps, Tile, max_rows, tile};

use super::Isa;

/// An algorithm over any instruction set. Mark `run` and everything it calls `#[inline(always)]`.
pub trait Kernel {
    /// What it returns.
    type Output;
    /// Runs with the vectors of `S`.
    fn run<S: Simd>(self, s: S) -> Self::Output;
}

/// The most lanes that any instruction set has.
pub const MAX_LANES: usize = 16;

/// The vectors of one instruction set. A value is the proof that the machine has the set: it can only be had from
/// the set's `new`, which asks the machine.
pub trait Simd: Copy + Send + Sync + 'static {
    /// A register of `LANES` values.
    type V: Copy;
    /// Values in a register; a power of two, at most [`MAX_LANES`].
    const LANES: usize;
    /// Registers that there are.
    const REGISTERS: usize;

    /// Runs `kernel` compiled for this set.
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output;

    /// `x` in all lanes.
    fn splat(self, x: f32) -> Self::V;
    /// Reads `LANES` values.
    ///
    /// # Safety
    /// They lie within one allocation.
    unsafe fn load_at(self, x: *const f32) -> Self::V;
    /// Writes `LANES` values.
    ///
    /// # Safety
    /// They lie within one allocation, to which the caller has sole access.
    unsafe fn store_at(self, v: Self::V, x: *mut f32);
    /// a + b.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// a − b.
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    /// a · b.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// a / b.
    fn div(self, a: Self::V, b: Self::V) -> Self::V;
    /// √a.
    fn sqrt(self, a: Self::V) -> Self::V;
    /// a · b + c, rounded once where the set can.
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// The larger one; `b` where it is a NaN.
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// The larger one; a NaN where either is one.
    fn max_or_nan(self, a: Self::V, b: Self::V) -> Self::V;
    /// The smaller one; `b` where it is a NaN.
    fn min(self, a: Self::V, b: Self::V) -> Self::V;
    /// `yes` where a > b, else `no`.
    fn select_gt(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V;
    /// `yes` where a = b, else `no`.
    fn select_eq(self, a: Self::V, b: Self::V, yes: Self::V, no: Self::V) -> Self::V;
    /// `(v, tag)` where v is larger than `best` or a NaN, else `(best, best_tag)`.
    fn take_greater(self, v: Self::V, tag: Self::V, best: Self::V, best_tag: Self::V) -> (Self::V, Self::V);
    /// The lanes of a and b in turn: a₀ b₀ a₁ b₁ ..
    fn zip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V);
    /// The reverse of [`zip`](Simd::zip): the even lanes, and the odd ones.
    fn unzip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V);
    /// v · 2ⁿ for a normal v and an integral n where the product is normal too.
    fn ldexp(self, v: Self::V, n: Self::V) -> Self::V;
    /// The sum of the lanes.
    fn sum(self, v: Self::V) -> f32;
    /// Tells that the first values of `x` will be read soon.
    #[inline(always)]
    fn will_read<T>(self, _: &[T]) {}
    /// Tells that the first values of `x` will be written soon.
    #[inline(always)]
    fn will_write(self, _: &mut [f32]) {}
    /// Reads `LANES` values: the upper halves of their bits.
    ///
    /// # Safety
    /// They lie within one allocation.
    unsafe fn load_bf16_at(self, x: *const Bf16) -> Self::V;
    /// `x` as 16-bit integers; it holds such.
    fn store_u16(self, v: Self::V, x: &mut [u16]);
    /// 16-bit integers as floats.
    fn load_u16(self, x: &[u16]) -> Self::V;

    /// The first `LANES` values of `x`.
    #[inline(always)]
    fn load(self, x: &[f32]) -> Self::V {
        assert!(x.len() >= Self::LANES);
        // SAFETY: the slice is long enough.
        unsafe { self.load_at(x.as_ptr()) }
    }

    /// To the first `LANES` values of `x`.
    #[inline(always)]
    fn store(self, v: Self::V, x: &mut [f32]) {
        assert!(x.len() >= Self::LANES);
        // SAFETY: the slice is long enough, and ours.
        unsafe { self.store_at(v, x.as_mut_ptr()) }
    }

    /// The first values of `x`, zeros in the lanes that it does not fill.
    #[inline(always)]
    fn load_upto(self, x: &[f32]) -> Self::V {
        if x.len() >= Self::LANES {
            return self.load(x);
        }
        let mut lanes = [0.0; MAX_LANES];
        for (lane, x) in lanes[..Self::LANES].iter_mut().zip(x) {
            *lane = *x;
        }
        self.load(&lanes)
    }

    /// To the first values of `x`; lanes for which it has no room are left out.
    #[inline(always)]
    fn store_upto(self, v: Self::V, x: &mut [f32]) {
        if x.len() >= Self::LANES {
            return self.store(v, x);
        }
        let mut lanes = [0.0; MAX_LANES];
        self.store(v, &mut lanes);
        x.copy_from_slice(&lanes[..x.len()]);
    }

    /// As [`load_u16`](Simd::load_u16), zeros in the lanes that `x` does not fill.
    #[inline(always)]
    fn load_u16_upto(self, x: &[u16]) -> Self::V {
        if x.len() >= Self::LANES {
            return self.load_u16(x);
        }
        let mut lanes = [0; MAX_LANES];
        lanes[..x.len()].copy_from_slice(x);
        self.load_u16(&lanes)
    }

    /// As [`store_u16`](Simd::store_u16); lanes for which `x` has no room are left out.
    #[inline(always)]
    fn store_u16_upto(self, v: Self::V, x: &mut [u16]) {
        if x.len() >= Self::LANES {
            return self.store_u16(v, x);
        }
        let mut lanes = [0; MAX_LANES];
        self.store_u16(v, &mut lanes);
        x.copy_from_slice(&lanes[..x.len()]);
    }
}

impl Isa {
    /// Runs `kernel` with this instruction set, or in plain Rust on a machine that does not have it.
    #[inline]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => match avx512::Avx512::new() {
                Some(s) => s.vectorize(kernel),
                None => scalar::Scalar.vectorize(kernel),
            },
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => match avx2::Avx2::new() {
                Some(s) => s.vectorize(kernel),
                None => scalar::Scalar.vectorize(kernel),
            },
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => match neon::Neon::new() {
                Some(s) => s.vectorize(kernel),
                None => scalar::Scalar.vectorize(kernel),
            },
            _ => scalar::Scalar.vectorize(kernel),
        }
    }
}

/// Runs `f` compiled for the widest instruction set that the machine has: for loops in plain Rust, of which the compiler
/// makes vectors. Their bits are the same with any set.
#[inline(always)]
pub fn widest(f: impl FnOnce()) {
    struct Plain<F>(F);

    impl<F: FnOnce()> Kernel for Plain<F> {
        type Output = ();

        #[inline(always)]
        fn run<S: Simd>(self, _: S) {
            (self.0)();
        }
    }

    Isa::widest().run(Plain(f));
}
