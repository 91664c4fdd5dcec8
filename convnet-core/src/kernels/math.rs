//! Functions of vectors: within a few units in the last place of the true value.
//!
//! The polynomials are minimax fits of our own, made by reweighted least squares in f64.

use super::arch::Simd;

/// c₀ + c₁·x + c₂·x² + ..
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(s: S, x: S::V, coefficients: [f32; N]) -> S::V {
    let mut sum = s.splat(coefficients[N - 1]);
    for &c in coefficients[..N - 1].iter().rev() {
        sum = s.mul_add(sum, x, s.splat(c));
    }
    sum
}

/// eˣ; 0 below −87.3, infinite above 88.7; a NaN stays one.
#[inline(always)]
pub fn exp<S: Simd>(s: S, x: S::V) -> S::V {
    // Adding and taking away 1.5·2²³ rounds to an integer.
    let shift = s.splat(12_582_912.0);
    let inside = s.min(s.splat(88.7), s.max(s.splat(-87.3), x));
    let n = s.sub(s.mul_add(inside, s.splat(std::f32::consts::LOG2_E), shift), shift);
    // ln 2 in two parts, so that the remainder keeps its last bits.
    let r = s.mul_add(n, s.splat(-0.693_145_75), inside);
    let r = s.mul_add(n, s.splat(-1.428_606_8e-6), r);
    let q = polynomial(s, r, [0.5, 0.166_665_76, 0.041_666_374, 0.008_363_18, 0.001_394_112_1]);
    let e = s.add(s.splat(1.0), s.mul_add(s.mul(r, r), q, r));
    // 2ⁿ in two factors: n = 128 alone is no float.
    let half = s.sub(s.mul_add(n, s.splat(0.5), shift), shift);
    let two = |n| s.ldexp(s.splat(1.0), n);
    let e = s.mul(s.mul(e, two(half)), two(s.sub(n, half)));
    let e = s.select_gt(s.splat(-87.3), x, s.splat(0.0), e);
    s.select_gt(x, s.splat(88.7), s.splat(f32::INFINITY), e)
}

/// eˣ − 1 for x ≤ 0, exact to the last bits near zero too.
#[inline(always)]
pub fn exp_m1<S: Simd>(s: S, x: S::V) -> S::V {
    let q = polynomial(s, x, [0.5, 0.166_665_76, 0.041_666_374, 0.008_363_18, 0.001_394_112_1]);
    let near = s.mul_add(s.mul(x, x), q, x);
    let far = s.sub(exp(s, x), s.splat(1.0));
    s.select_gt(x, s.splat(-0.34), near, far)
}

/// 1/(1 + e⁻ˣ).
#[inline(always)]
pub fn sigmoid<S: Simd>(s: S, x: S::V) -> S::V {
    let one = s.splat(1.0);
    s.div(one, s.add(one, exp(s, s.sub(s.splat(0.0), x))))
}

/// tanh x.
#[inline(always)]
pub fn tanh<S: Simd>(s: S, x: S::V) -> S::V {
    let square = s.mul(x, x);
    let g = polynomial(s, square, [-0.333_333_28, 0.133_327_47, -0.053_846_7, 0.020_975_018, -0.006_062_237]);
    let near = s.mul_add(s.mul(square, x), g, x);
    let one = s.splat(1.0);
    let far = s.sub(one, s.div(s.splat(2.0), s.add(exp(s, s.add(x, x)), one)));
    s.select_gt(s.splat(0.36), square, near, far)
}

/// The normal distribution function Φ(x) = erfc(−x/√2)/2.
#[inline(always)]
pub fn normal<S: Simd>(s: S, x: S::V) -> S::V {
    let zero = s.splat(0.0);
    let z = s.mul(s.max(s.sub(zero, x), x), s.splat(std::f32::consts::FRAC_1_SQRT_2));
    // erfc(z) = e^(−z²) · t · P(t) with t = 1/(1 + 0.37·z), to 3e-7 of itself.
    let t = s.div(s.splat(1.0), s.mul_add(z, s.splat(0.37), s.splat(1.0)));
    let p = polynomial(
        s,
        t,
        [
            0.208_813_74,
            0.207_429_75,
            0.206_254_62,
            0.106_518_045,
            0.310_807_44,
            -0.285_319_9,
            0.486_849,
            -0.303_276_6,
            0.061_923_854,
        ],
    );
    let tail = s.mul(s.mul(s.mul(p, t), s.splat(0.5)), exp(s, s.mul(s.mul(x, x), s.splat(-0.5))));
    s.select_gt(x, zero, s.sub(s.splat(1.0), tail), tail)
}

/// e^(−x²/2)/√2π, the derivative of [`normal`].
#[inline(always)]
pub fn normal_density<S: Simd>(s: S, x: S::V) -> S::V {
    s.mul(exp(s, s.mul(s.mul(x, x), s.splat(-0.5))), s.splat(0.398_942_3))
}
