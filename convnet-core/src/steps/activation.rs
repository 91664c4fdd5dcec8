//! Activations: functions of one value.

use super::{Gradients, Random};

/// A function of one value, without parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// x.
    Identity,
    /// max(0, x).
    Relu,
    /// x, or a·x below zero.
    LeakyRelu(f32),
    /// x, or a·(eˣ − 1) below zero.
    Elu(f32),
    /// min(max(0, x), 6).
    Relu6,
    /// 1/(1 + e⁻ˣ).
    Sigmoid,
    /// tanh x.
    Tanh,
    /// x·Φ(x), with the exact error function.
    Gelu,
    /// x·sigmoid(x).
    Silu,
    /// x·relu6(x + 3)/6.
    Hardswish,
}

impl Activation {
    /// Whether the derivative can be had from the value alone; otherwise the backward pass needs the argument.
    ///
    /// These are the functions that never fall: a maximum may be taken on either side of them.
    pub const fn from_output(self) -> bool {
        match self {
            Activation::Gelu | Activation::Silu | Activation::Hardswish => false,
            Activation::LeakyRelu(a) | Activation::Elu(a) => a >= 0.0,
            _ => true,
        }
    }

    /// f(x).
    pub(crate) fn apply(self, x: f32) -> f32 {
        match self {
            Activation::Identity => x,
            // Written so that a NaN comes through.
            Activation::Relu => {
                if x < 0.0 {
                    0.0
                } else {
                    x
                }
            }
            Activation::LeakyRelu(a) => {
                if x < 0.0 {
                    a * x
                } else {
                    x
                }
            }
            Activation::Elu(a) => {
                if x < 0.0 {
                    a * x.exp_m1()
                } else {
                    x
                }
            }
            Activation::Relu6 => {
                if x < 0.0 {
                    0.0
                } else if x > 6.0 {
                    6.0
                } else {
                    x
                }
            }
            Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Activation::Tanh => x.tanh(),
            Activation::Gelu => x * phi(x),
            Activation::Silu => x / (1.0 + (-x).exp()),
            Activation::Hardswish => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
        }
    }

    /// f'(x), where `y = f(x)`; looks at `x` only where [`from_output`](Activation::from_output) says no.
    pub(crate) fn derivative(self, x: f32, y: f32) -> f32 {
        match self {
            Activation::Identity => 1.0,
            Activation::Relu => {
                if y <= 0.0 {
                    0.0
                } else {
                    1.0
                }
            }
            Activation::LeakyRelu(a) => {
                // At 0 the derivative from the left, as PyTorch has it.
                let negative = if a >= 0.0 { y <= 0.0 } else { x <= 0.0 };
                if negative { a } else { 1.0 }
            }
            Activation::Elu(a) => {
                let negative = if a >= 0.0 { y <= 0.0 } else { x <= 0.0 };
                if negative { y + a } else { 1.0 }
            }
            Activation::Relu6 => {
                if y <= 0.0 || y >= 6.0 {
                    0.0
                } else {
                    1.0
                }
            }
            Activation::Sigmoid => y * (1.0 - y),
            Activation::Tanh => 1.0 - y * y,
            Activation::Gelu => phi(x) + x * (-0.5 * x * x).exp() * 0.398_942_3,
            Activation::Silu => {
                let s = 1.0 / (1.0 + (-x).exp());
                s * (1.0 + x * (1.0 - s))
            }
            Activation::Hardswish => {
                if x <= -3.0 {
                    0.0
                } else if x >= 3.0 {
                    1.0
                } else {
                    x / 3.0 + 0.5
                }
            }
        }
    }
}

/// The normal distribution function; the error function after Abramowitz, Stegun 1964, 7.1.26.
fn phi(x: f32) -> f32 {
    let z = (x as f64).abs() / std::f64::consts::SQRT_2;
    let upper = 0.5 * erfc(z);
    (if x < 0.0 { upper } else { 1.0 - upper }) as f32
}

/// 1 − erf(z) for z ≥ 0: the series near zero, the continued fraction beyond.
fn erfc(z: f64) -> f64 {
    if z < 2.5 {
        let (mut term, mut sum) = (z, z);
        for n in 1..60 {
            term *= -z * z / n as f64;
            sum += term / (2 * n + 1) as f64;
        }
        1.0 - sum * std::f64::consts::FRAC_2_SQRT_PI
    } else {
        let mut f = z;
        for n in (1..60).rev() {
            f = z + (n as f64 / 2.0) / f;
        }
        (-z * z).exp() / (f * std::f64::consts::PI.sqrt())
    }
}

/// An activation that no other step has taken in.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    activation: Activation,
    len: usize,
}

impl Act {
    /// `activation` over `len` values.
    pub const fn new(activation: Activation, len: usize) -> Act {
        Act { activation, len }
    }

    /// `y = f(x)`; `x`, `y`: `[len]`.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        for (y, &x) in y[..self.len].iter_mut().zip(&x[..self.len]) {
            *y = self.activation.apply(x);
        }
    }

    /// `d_x = d_y · f'(x)`; all `[len]`.
    pub fn backward(&self, x: &[f32], y: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        let values = x[..self.len].iter().zip(&y[..self.len]).zip(&d_y[..self.len]);
        for (d_x, ((&x, &y), &d_y)) in d_x[..self.len].iter_mut().zip(values) {
            *d_x = d_y * self.activation.derivative(x, y);
        }
    }
}

/// max(0, x) + slope·min(0, x), with one learned slope a channel (He et al. 2015). Parameters: `slopes [depth]`.
#[derive(Clone, Copy, Debug)]
pub struct Prelu {
    depth: usize,
    plane: usize,
    at: usize,
}

impl Prelu {
    /// `depth` channels of `plane` values; the slopes are parameters `at..at + depth`.
    pub const fn new(depth: usize, plane: usize, at: usize) -> Prelu {
        Prelu { depth, plane, at }
    }

    /// The number behind the last of its parameters.
    pub const fn end(&self) -> usize {
        self.at + self.depth
    }

    /// `x`, `y`: `[depth, plane]`.
    pub fn forward(&self, params: &[f32], x: &[f32], y: &mut [f32]) {
        for c in 0..self.depth {
            let slope = params[self.at + c];
            let range = c * self.plane..(c + 1) * self.plane;
            for (y, &x) in y[range.clone()].iter_mut().zip(&x[range]) {
                *y = if x < 0.0 { slope * x } else { x };
            }
        }
    }

    /// Writes `d_x`, adds to the slopes' gradients.
    pub fn backward(&self, params: &[f32], x: &[f32], d_y: &[f32], d_x: &mut [f32], d_params: &mut Gradients) {
        let d_slopes = d_params.slice(self.at, self.depth);
        for c in 0..self.depth {
            let slope = params[self.at + c];
            let range = c * self.plane..(c + 1) * self.plane;
            let mut sum = 0.0;
            for ((d_x, &x), &d_y) in d_x[range.clone()].iter_mut().zip(&x[range.clone()]).zip(&d_y[range]) {
                *d_x = if x < 0.0 { slope * d_y } else { d_y };
                sum += if x < 0.0 { x * d_y } else { 0.0 };
            }
            d_slopes[c] += sum;
        }
    }
}

/// max(0, x) + slope·min(0, x), with a slope drawn from [lower, upper) for every value in training and their mean
/// in use (Xu et al. 2015, as PyTorch has it).
#[derive(Clone, Copy, Debug)]
pub struct Rrelu {
    lower: f32,
    upper: f32,
    len: usize,
}

impl Rrelu {
    /// Slopes from [`lower`, `upper`) over `len` values.
    pub const fn new(lower: f32, upper: f32, len: usize) -> Rrelu {
        Rrelu { lower, upper, len }
    }

    /// In use: the mean slope.
    pub fn infer(&self, x: &[f32], y: &mut [f32]) {
        let slope = 0.5 * (self.lower + self.upper);
        for (y, &x) in y[..self.len].iter_mut().zip(&x[..self.len]) {
            *y = if x < 0.0 { slope * x } else { x };
        }
    }

    /// In training: value `i` below zero takes the `i`-th number of `random`.
    pub fn forward(&self, x: &[f32], y: &mut [f32], random: Random) {
        for (i, (y, &x)) in y[..self.len].iter_mut().zip(&x[..self.len]).enumerate() {
            *y = if x < 0.0 { self.slope(random, i) * x } else { x };
        }
    }

    /// `random` as in the forward pass.
    pub fn backward(&self, x: &[f32], d_y: &[f32], d_x: &mut [f32], random: Random) {
        let values = x[..self.len].iter().zip(&d_y[..self.len]);
        for (i, (d_x, (&x, &d_y))) in d_x[..self.len].iter_mut().zip(values).enumerate() {
            *d_x = if x < 0.0 { self.slope(random, i) * d_y } else { d_y };
        }
    }

    /// The slope of value `i`.
    #[inline]
    fn slope(&self, random: Random, i: usize) -> f32 {
        self.lower + (self.upper - self.lower) * random.uniform(i as u64)
    }
}
