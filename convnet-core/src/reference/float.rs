//! The two kinds of numbers that the reference computes with.

use core::fmt::{Debug, Display};
use core::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// `f32` or `f64`: what the reference needs of a number.
pub trait Float:
    Copy
    + Debug
    + Display
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;

    /// The nearest number of this kind.
    fn new(value: f64) -> Self;
    /// The same value as `f64`.
    fn to_f64(self) -> f64;

    /// The number of things, as a number to divide by.
    fn count(n: usize) -> Self {
        Self::new(n as f64)
    }

    /// The larger of two numbers.
    fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// eˣ.
    fn exp(self) -> Self {
        Self::new(self.to_f64().exp())
    }

    /// ln x.
    fn ln(self) -> Self {
        Self::new(self.to_f64().ln())
    }

    /// √x.
    fn sqrt(self) -> Self {
        Self::new(self.to_f64().sqrt())
    }

    /// tanh x.
    fn tanh(self) -> Self {
        Self::new(self.to_f64().tanh())
    }

    /// xᵖ.
    fn powf(self, p: Self) -> Self {
        Self::new(self.to_f64().powf(p.to_f64()))
    }

    /// erf x, see [`erf`].
    fn erf(self) -> Self {
        Self::new(erf(self.to_f64()))
    }
}

impl Float for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;

    fn new(value: f64) -> f32 {
        value as f32
    }

    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Float for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;

    fn new(value: f64) -> f64 {
        value
    }

    fn to_f64(self) -> f64 {
        self
    }
}

/// The error function, 2/√π · ∫₀ˣ e^(−t²) dt, to a few units in the last place.
///
/// The series erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·5·..·(2n+1)) (Abramowitz, Stegun 7.1.6) has only terms of
/// one sign, so nothing cancels; beyond 6 the function is ±1 in `f64`.
pub fn erf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x.abs() > 6.0 {
        return x.signum();
    }
    let mut term = x;
    let mut sum = x;
    let mut odd = 1.0;
    while term.abs() > sum.abs() * 1e-18 {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    core::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}
