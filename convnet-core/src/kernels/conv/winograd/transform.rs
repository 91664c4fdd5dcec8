//! The linear maps of F(4, 3) and F(4, 5), for vectors of channels. Squares are mapped column by column and then row by
//! row.
//!
//! Four outputs of a filter are coefficients of a product of polynomials, had from its values at some points and at
//! infinity (Winograd 1980; Lavin, Gray 2015, for images): 0 and pairs ±x, in this order, and infinity last. What a pair
//! has in common, the even and the odd part of a polynomial, is computed once for both.

use crate::kernels::arch::{Line, Simd};

/// The outputs of a tile in one dimension.
pub const OUTPUTS: usize = 4;

/// Points, and so multiplications, in one dimension, for a filter of so many taps.
pub const fn points(taps: usize) -> usize {
    taps + OUTPUTS - 1
}

/// Points in two dimensions.
pub const fn area(taps: usize) -> usize {
    points(taps) * points(taps)
}

/// `N` points in one dimension.
pub struct Points<const N: usize>;

/// Which they are.
pub trait Chosen {
    /// x of each pair. The numbers under way should differ little in size, so that little is lost to rounding, and the
    /// squares be exact in binary.
    const X: &'static [f32];
    /// The pairs; there may be fewer.
    const PAIRS: [Pair; MOST] = pairs(Self::X);
    /// With p(x) = Σ `ALL[i]` x^(2i+1) the polynomial whose roots are all points.
    const ALL: [f32; MOST + 1] = without(Self::X, usize::MAX);
    /// 1 / p'(0).
    const AT_0: f32 = 1.0 / Self::ALL[0];
}

impl Chosen for Points<6> {
    /// The usual 1 and 2 lose more.
    const X: &'static [f32] = &[0.625, 1.5];
}

impl Chosen for Points<8> {
    const X: &'static [f32] = &[0.5, 1.0, 2.0];
}

/// The most pairs.
const MOST: usize = 3;

/// The points ±x.
#[derive(Clone, Copy)]
pub struct Pair {
    x: f32,
    x2: f32,
    /// 1 / p'(x), and 1 / p'(−x).
    at: f32,
    /// p(x) without the roots 0 and ±x, in powers of x².
    others: [f32; MOST + 1],
}

const fn pairs(x: &[f32]) -> [Pair; MOST] {
    let mut pairs = [Pair { x: 0.0, x2: 0.0, at: 0.0, others: [0.0; MOST + 1] }; MOST];
    let mut i = 0;
    while i < x.len() {
        let x2 = x[i] * x[i];
        let mut slope = 2.0 * x2;
        let mut j = 0;
        while j < x.len() {
            if j != i {
                slope *= x2 - x[j] * x[j];
            }
            j += 1;
        }
        pairs[i] = Pair { x: x[i], x2, at: 1.0 / slope, others: without(x, i) };
        i += 1;
    }
    pairs
}

/// The product of all (z − x²) but that of pair `but`, in powers of z.
const fn without(x: &[f32], but: usize) -> [f32; MOST + 1] {
    let mut product = [0.0; MOST + 1];
    product[0] = 1.0;
    let mut i = 0;
    while i < x.len() {
        if i != but {
            let mut power = MOST;
            while power > 0 {
                product[power] = product[power - 1] - x[i] * x[i] * product[power];
                power -= 1;
            }
            product[0] *= -(x[i] * x[i]);
        }
        i += 1;
    }
    product
}

impl Pair {
    /// x to this power.
    #[inline(always)]
    fn power(&self, power: usize) -> f32 {
        let mut x = if power.is_multiple_of(2) { 1.0 } else { self.x };
        for _ in 0..power / 2 {
            x *= self.x2;
        }
        x
    }

    /// The same by p'(x).
    #[inline(always)]
    fn weighed(&self, power: usize) -> f32 {
        self.power(power) * self.at
    }
}

/// Inputs under a tile: Bᵀ d B.
#[derive(Clone, Copy)]
pub struct Input;

impl<const N: usize> Line<N, N> for Input
where
    Points<N>: Chosen,
{
    #[inline(always)]
    fn map<S: Simd>(s: S, d: [S::V; N]) -> [S::V; N] {
        let pairs = N / 2 - 1;
        let mut v = d;
        v[0] = every_other(s, &Points::<N>::ALL, pairs, &d);
        for (i, pair) in Points::<N>::PAIRS[..pairs].iter().enumerate() {
            let even = every_other(s, &pair.others, pairs - 1, &d[2..]);
            let odd = every_other(s, &pair.others, pairs - 1, &d[1..]);
            v[2 * i + 1] = s.mul_add(s.splat(pair.x), odd, even);
            v[2 * i + 2] = s.mul_add(s.splat(-pair.x), odd, even);
        }
        v[N - 1] = every_other(s, &Points::<N>::ALL, pairs, &d[1..]);
        v
    }
}

/// Every other value times a coefficient, of which that of the last, number `last`, is 1.
#[inline(always)]
fn every_other<S: Simd>(s: S, coefficients: &[f32], last: usize, values: &[S::V]) -> S::V {
    let mut sum = values[2 * last];
    for i in (0..last).rev() {
        sum = s.mul_add(s.splat(coefficients[i]), values[2 * i], sum);
    }
    sum
}

/// A filter's taps: G g Gᵀ.
#[derive(Clone, Copy)]
pub struct Weights;

impl<const TAPS: usize, const N: usize> Line<TAPS, N> for Weights
where
    Points<N>: Chosen,
{
    #[inline(always)]
    fn map<S: Simd>(s: S, g: [S::V; TAPS]) -> [S::V; N] {
        let mut u = [g[0]; N];
        u[0] = s.mul(s.splat(Points::<N>::AT_0), g[0]);
        for (i, pair) in Points::<N>::PAIRS[..N / 2 - 1].iter().enumerate() {
            // Even powers of x and odd ones.
            let mut halves = [s.mul(s.splat(pair.weighed(0)), g[0]), s.mul(s.splat(pair.weighed(1)), g[1])];
            for tap in 2..TAPS {
                halves[tap % 2] = s.mul_add(s.splat(pair.weighed(tap)), g[tap], halves[tap % 2]);
            }
            u[2 * i + 1] = s.add(halves[0], halves[1]);
            u[2 * i + 2] = s.sub(halves[0], halves[1]);
        }
        u[N - 1] = g[TAPS - 1];
        u
    }
}

/// Products, summed over the channels, to a tile of outputs: Aᵀ m A.
#[derive(Clone, Copy)]
pub struct Output;

impl<const N: usize> Line<N, OUTPUTS> for Output
where
    Points<N>: Chosen,
{
    #[inline(always)]
    fn map<S: Simd>(s: S, m: [S::V; N]) -> [S::V; OUTPUTS] {
        let (pairs, [even, odd]) = (N / 2 - 1, halves(s, &m));
        let mut y = [m[0]; OUTPUTS];
        for (power, y) in y.iter_mut().enumerate() {
            let half = if power % 2 == 0 { &even } else { &odd };
            let infinity = if power + 1 == OUTPUTS { Some(m[N - 1]) } else { None };
            let factors = Points::<N>::PAIRS.map(|pair| pair.power(power));
            *y = sum(s, &factors[..pairs], half, infinity);
        }
        // Its factors are 1.
        let mut constant = even[0];
        for &even in &even[1..pairs] {
            constant = s.add(constant, even);
        }
        y[0] = s.add(m[0], constant);
        y
    }
}

/// The sum and the difference of each pair's two values.
#[inline(always)]
fn halves<S: Simd, const N: usize>(s: S, values: &[S::V; N]) -> [[S::V; MOST]; 2] {
    let mut halves = [[values[0]; MOST]; 2];
    for i in 0..N / 2 - 1 {
        let (plus, minus) = (values[2 * i + 1], values[2 * i + 2]);
        halves[0][i] = s.add(plus, minus);
        halves[1][i] = s.sub(plus, minus);
    }
    halves
}

/// Factors times values, and `start`.
#[inline(always)]
fn sum<S: Simd>(s: S, factors: &[f32], values: &[S::V], start: Option<S::V>) -> S::V {
    let last = factors.len() - 1;
    let mut sum = match start {
        Some(start) => s.mul_add(s.splat(factors[last]), values[last], start),
        None => s.mul(s.splat(factors[last]), values[last]),
    };
    for i in (0..last).rev() {
        sum = s.mul_add(s.splat(factors[i]), values[i], sum);
    }
    sum
}

/// The gradient of a tile of outputs to that of its products: A d Aᵀ.
#[derive(Clone, Copy)]
pub struct OutputGradient;

impl<const N: usize> Line<OUTPUTS, N> for OutputGradient
where
    Points<N>: Chosen,
{
    #[inline(always)]
    fn map<S: Simd>(s: S, d: [S::V; OUTPUTS]) -> [S::V; N] {
        let mut m = [d[0]; N];
        for (i, pair) in Points::<N>::PAIRS[..N / 2 - 1].iter().enumerate() {
            let x2 = s.splat(pair.x2);
            let (even, odd) = (s.mul_add(x2, d[2], d[0]), s.mul_add(x2, d[3], d[1]));
            m[2 * i + 1] = s.mul_add(s.splat(pair.x), odd, even);
            m[2 * i + 2] = s.mul_add(s.splat(-pair.x), odd, even);
        }
        m[N - 1] = d[3];
        m
    }
}

/// The gradient of a filter's transformed taps to that of its taps: Gᵀ u G.
#[derive(Clone, Copy)]
pub struct WeightsGradient;

impl<const N: usize, const TAPS: usize> Line<N, TAPS> for WeightsGradient
where
    Points<N>: Chosen,
{
    #[inline(always)]
    fn map<S: Simd>(s: S, u: [S::V; N]) -> [S::V; TAPS] {
        let (pairs, [even, odd]) = (N / 2 - 1, halves(s, &u));
        let mut g = [u[0]; TAPS];
        for (power, g) in g.iter_mut().enumerate() {
            let half = if power % 2 == 0 { &even } else { &odd };
            let infinity = if power + 1 == TAPS { Some(u[N - 1]) } else { None };
            let factors = Points::<N>::PAIRS.map(|pair| pair.weighed(power));
            *g = sum(s, &factors[..pairs], half, infinity);
        }
        g[0] = s.mul_add(s.splat(Points::<N>::AT_0), u[0], g[0]);
        g
    }
}
