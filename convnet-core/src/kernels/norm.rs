//! Batch normalisation of one channel of one image.

use super::arch::{Kernel, Simd};
use super::elementwise::{Activation, sum};

/// What a channel is normalised with.
#[derive(Clone, Copy, Debug)]
pub struct Channel {
    /// The mean.
    pub mean: f32,
    /// 1/σ.
    pub inverse: f32,
    /// The learned factor.
    pub gamma: f32,
    /// The learned shift.
    pub beta: f32,
}

/// Mean and sum of squared deviations of `x`.
pub struct Moments<'a>(pub &'a [f32]);

impl Kernel for Moments<'_> {
    type Output = (f32, f32);

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> (f32, f32) {
        let x = self.0;
        let mean = sum(s, x) / x.len() as f32;
        let (means, mut squares) = (s.splat(mean), s.splat(0.0));
        let whole = x.len() - x.len() % S::LANES;
        for at in (0..whole).step_by(S::LANES) {
            let d = s.sub(s.load(&x[at..]), means);
            squares = s.mul_add(d, d, squares);
        }
        let rest: f32 = x[whole..].iter().map(|x| (x - mean) * (x - mean)).sum();
        (mean, s.sum(squares) + rest)
    }
}

/// `y = f(gamma · (x − mean) · inverse + beta + addend)`.
pub struct Normalize<'a> {
    /// The numbers.
    pub channel: Channel,
    /// f.
    pub activation: Activation,
    /// Input.
    pub x: &'a [f32],
    /// What comes to it, as long as `x`, or nothing.
    pub addend: &'a [f32],
    /// Output.
    pub y: &'a mut [f32],
}

impl Kernel for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let c = self.channel;
        let (mean, scale, shift) = (s.splat(c.mean), s.splat(c.gamma * c.inverse), s.splat(c.beta));
        let summed = !self.addend.is_empty();
        for at in (0..self.y.len()).step_by(S::LANES) {
            let mut sum = s.mul_add(s.sub(s.load_upto(&self.x[at..]), mean), scale, shift);
            if summed {
                sum = s.add(sum, s.load_upto(&self.addend[at..]));
            }
            s.store_upto(self.activation.apply(s, sum), &mut self.y[at..]);
        }
    }
}

/// Turns `d`, the gradient behind f, into the one before it; returns its sum and its sum times x̂.
pub struct NormalizeSums<'a> {
    /// The numbers.
    pub channel: Channel,
    /// f.
    pub activation: Activation,
    /// Input.
    pub x: &'a [f32],
    /// Output.
    pub y: &'a [f32],
    /// Gradient.
    pub d: &'a mut [f32],
}

impl Kernel for NormalizeSums<'_> {
    type Output = (f32, f32);

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> (f32, f32) {
        let c = self.channel;
        let (mean, inverse) = (s.splat(c.mean), s.splat(c.inverse));
        let (gamma, beta) = (s.splat(c.gamma), s.splat(c.beta));
        let (mut sums, mut normals) = (s.splat(0.0), s.splat(0.0));
        for at in (0..self.d.len()).step_by(S::LANES) {
            let normal = s.mul(s.sub(s.load_upto(&self.x[at..]), mean), inverse);
            let (y, d) = (s.load_upto(&self.y[at..]), s.load_upto(&self.d[at..]));
            // Lanes behind the end hold d = 0 and finite arguments: they add nothing.
            let d = self.activation.chain(s, s.mul_add(gamma, normal, beta), y, d);
            s.store_upto(d, &mut self.d[at..]);
            sums = s.add(sums, d);
            normals = s.mul_add(d, normal, normals);
        }
        (s.sum(sums), s.sum(normals))
    }
}

/// `d_x = gamma · inverse · (d − mean(d) − x̂ · mean(d · x̂))`.
pub struct NormalizeBack<'a> {
    /// The numbers.
    pub channel: Channel,
    /// mean(d), mean(d · x̂).
    pub d_moments: (f32, f32),
    /// Input.
    pub x: &'a [f32],
    /// Gradient before f.
    pub d: &'a [f32],
    /// Gradient of the input.
    pub d_x: &'a mut [f32],
}

impl Kernel for NormalizeBack<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let c = self.channel;
        let (mean, scale) = (s.splat(c.mean), s.splat(c.gamma * c.inverse));
        let (d_mean, slope) = (s.splat(self.d_moments.0), s.splat(-c.inverse * self.d_moments.1));
        for at in (0..self.d_x.len()).step_by(S::LANES) {
            let deviation = s.sub(s.load_upto(&self.x[at..]), mean);
            let d = s.sub(s.load_upto(&self.d[at..]), d_mean);
            s.store_upto(s.mul(scale, s.mul_add(deviation, slope, d)), &mut self.d_x[at..]);
        }
    }
}
