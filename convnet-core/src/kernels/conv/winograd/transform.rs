//! The linear maps of F(4, 3) and F(2, 5), for vectors of channels. Squares are mapped column by column and then row by
//! row.
//!
//! Four outputs of a filter of three taps, or two of one of five, are coefficients of a product of polynomials, had
//! from its values at five points and at infinity (Winograd 1980; Lavin, Gray 2015, for images). The points are 0, ±A
//! and ±B, in this order; as both filters have the same ones, they have the map of the inputs in common. The usual 1
//! and 2 would do; 5/8 and 3/2 spread the sizes of the numbers less, so that less is lost to rounding, and their
//! squares are exact in binary.

use crate::kernels::arch::{Line, Simd};

const A: f32 = 0.625;
const B: f32 = 1.5;
const A2: f32 = A * A;
const B2: f32 = B * B;
/// 1 / p'(x) at the three kinds of points, where p(x) = x (x² − A²) (x² − B²).
const AT_0: f32 = 1.0 / (A2 * B2);
const AT_A: f32 = 1.0 / (2.0 * A2 * (A2 - B2));
const AT_B: f32 = 1.0 / (2.0 * B2 * (B2 - A2));

/// Points, and so multiplications, in one dimension.
pub const POINTS: usize = 6;
/// The outputs of a tile in one dimension, for a filter of so many taps.
pub const fn outputs(taps: usize) -> usize {
    POINTS + 1 - taps
}
/// Points in two dimensions.
pub const AREA: usize = POINTS * POINTS;

/// Inputs under a tile: Bᵀ d B.
#[derive(Clone, Copy)]
pub struct Input;

impl Line<POINTS, POINTS> for Input {
    #[inline(always)]
    fn map<S: Simd>(s: S, [d0, d1, d2, d3, d4, d5]: [S::V; POINTS]) -> [S::V; POINTS] {
        let (both, product) = (s.splat(-(A2 + B2)), s.splat(A2 * B2));
        let (minus_a2, minus_b2) = (s.splat(-A2), s.splat(-B2));
        let (even_a, odd_a) = (s.mul_add(minus_b2, d2, d4), s.mul_add(minus_b2, d1, d3));
        let (even_b, odd_b) = (s.mul_add(minus_a2, d2, d4), s.mul_add(minus_a2, d1, d3));
        [
            s.mul_add(product, d0, s.mul_add(both, d2, d4)),
            s.mul_add(s.splat(A), odd_a, even_a),
            s.mul_add(s.splat(-A), odd_a, even_a),
            s.mul_add(s.splat(B), odd_b, even_b),
            s.mul_add(s.splat(-B), odd_b, even_b),
            s.mul_add(product, d1, s.mul_add(both, d3, d5)),
        ]
    }
}

/// A filter's taps: G g Gᵀ.
#[derive(Clone, Copy)]
pub struct Weights;

impl Line<3, POINTS> for Weights {
    #[inline(always)]
    fn map<S: Simd>(s: S, [g0, g1, g2]: [S::V; 3]) -> [S::V; POINTS] {
        let even_a = s.mul_add(s.splat(A2 * AT_A), g2, s.mul(s.splat(AT_A), g0));
        let even_b = s.mul_add(s.splat(B2 * AT_B), g2, s.mul(s.splat(AT_B), g0));
        let (odd_a, odd_b) = (s.mul(s.splat(A * AT_A), g1), s.mul(s.splat(B * AT_B), g1));
        [
            s.mul(s.splat(AT_0), g0),
            s.add(even_a, odd_a),
            s.sub(even_a, odd_a),
            s.add(even_b, odd_b),
            s.sub(even_b, odd_b),
            g2,
        ]
    }
}

impl Line<5, POINTS> for Weights {
    #[inline(always)]
    fn map<S: Simd>(s: S, [g0, g1, g2, g3, g4]: [S::V; 5]) -> [S::V; POINTS] {
        let (a2, b2) = (s.splat(A2), s.splat(B2));
        let even_a = s.mul(s.splat(AT_A), s.mul_add(a2, s.mul_add(a2, g4, g2), g0));
        let even_b = s.mul(s.splat(AT_B), s.mul_add(b2, s.mul_add(b2, g4, g2), g0));
        let odd_a = s.mul(s.splat(A * AT_A), s.mul_add(a2, g3, g1));
        let odd_b = s.mul(s.splat(B * AT_B), s.mul_add(b2, g3, g1));
        [
            s.mul(s.splat(AT_0), g0),
            s.add(even_a, odd_a),
            s.sub(even_a, odd_a),
            s.add(even_b, odd_b),
            s.sub(even_b, odd_b),
            g4,
        ]
    }
}

/// Products, summed over the channels, to a tile of outputs: Aᵀ m A.
#[derive(Clone, Copy)]
pub struct Output;

impl Line<POINTS, 4> for Output {
    #[inline(always)]
    fn map<S: Simd>(s: S, [m0, m1, m2, m3, m4, m5]: [S::V; POINTS]) -> [S::V; 4] {
        let (even_a, odd_a) = (s.add(m1, m2), s.sub(m1, m2));
        let (even_b, odd_b) = (s.add(m3, m4), s.sub(m3, m4));
        [
            s.add(m0, s.add(even_a, even_b)),
            s.mul_add(s.splat(A), odd_a, s.mul(s.splat(B), odd_b)),
            s.mul_add(s.splat(A2), even_a, s.mul(s.splat(B2), even_b)),
            s.mul_add(s.splat(A * A2), odd_a, s.mul_add(s.splat(B * B2), odd_b, m5)),
        ]
    }
}

impl Line<POINTS, 2> for Output {
    #[inline(always)]
    fn map<S: Simd>(s: S, [m0, m1, m2, m3, m4, m5]: [S::V; POINTS]) -> [S::V; 2] {
        [
            s.add(m0, s.add(s.add(m1, m2), s.add(m3, m4))),
            s.mul_add(s.splat(A), s.sub(m1, m2), s.mul_add(s.splat(B), s.sub(m3, m4), m5)),
        ]
    }
}

/// The gradient of a tile of outputs to that of its products: A d Aᵀ.
#[derive(Clone, Copy)]
pub struct OutputGradient;

impl Line<4, POINTS> for OutputGradient {
    #[inline(always)]
    fn map<S: Simd>(s: S, [d0, d1, d2, d3]: [S::V; 4]) -> [S::V; POINTS] {
        let (even_a, odd_a) = (s.mul_add(s.splat(A2), d2, d0), s.mul_add(s.splat(A2), d3, d1));
        let (even_b, odd_b) = (s.mul_add(s.splat(B2), d2, d0), s.mul_add(s.splat(B2), d3, d1));
        [
            d0,
            s.mul_add(s.splat(A), odd_a, even_a),
            s.mul_add(s.splat(-A), odd_a, even_a),
            s.mul_add(s.splat(B), odd_b, even_b),
            s.mul_add(s.splat(-B), odd_b, even_b),
            d3,
        ]
    }
}

impl Line<2, POINTS> for OutputGradient {
    #[inline(always)]
    fn map<S: Simd>(s: S, [d0, d1]: [S::V; 2]) -> [S::V; POINTS] {
        [
            d0,
            s.mul_add(s.splat(A), d1, d0),
            s.mul_add(s.splat(-A), d1, d0),
            s.mul_add(s.splat(B), d1, d0),
            s.mul_add(s.splat(-B), d1, d0),
            d1,
        ]
    }
}

/// The gradient of a filter's transformed taps to that of its taps: Gᵀ u G.
#[derive(Clone, Copy)]
pub struct WeightsGradient;

impl Line<POINTS, 3> for WeightsGradient {
    #[inline(always)]
    fn map<S: Simd>(s: S, [u0, u1, u2, u3, u4, u5]: [S::V; POINTS]) -> [S::V; 3] {
        let (even_a, odd_a) = (s.add(u1, u2), s.sub(u1, u2));
        let (even_b, odd_b) = (s.add(u3, u4), s.sub(u3, u4));
        [
            s.mul_add(s.splat(AT_0), u0, s.mul_add(s.splat(AT_A), even_a, s.mul(s.splat(AT_B), even_b))),
            s.mul_add(s.splat(A * AT_A), odd_a, s.mul(s.splat(B * AT_B), odd_b)),
            s.mul_add(s.splat(A2 * AT_A), even_a, s.mul_add(s.splat(B2 * AT_B), even_b, u5)),
        ]
    }
}

impl Line<POINTS, 5> for WeightsGradient {
    #[inline(always)]
    fn map<S: Simd>(s: S, [u0, u1, u2, u3, u4, u5]: [S::V; POINTS]) -> [S::V; 5] {
        let (a2, b2) = (s.splat(A2), s.splat(B2));
        let (even_a, odd_a) = (s.mul(s.splat(AT_A), s.add(u1, u2)), s.mul(s.splat(A * AT_A), s.sub(u1, u2)));
        let (even_b, odd_b) = (s.mul(s.splat(AT_B), s.add(u3, u4)), s.mul(s.splat(B * AT_B), s.sub(u3, u4)));
        let (even_a2, even_b2) = (s.mul(a2, even_a), s.mul(b2, even_b));
        [
            s.mul_add(s.splat(AT_0), u0, s.add(even_a, even_b)),
            s.add(odd_a, odd_b),
            s.add(even_a2, even_b2),
            s.mul_add(a2, odd_a, s.mul(b2, odd_b)),
            s.mul_add(a2, even_a2, s.mul_add(b2, even_b2, u5)),
        ]
    }
}
