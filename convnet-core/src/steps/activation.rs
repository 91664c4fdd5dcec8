//! Activations: functions of one value.

pub use crate::kernels::Activation;

use super::{Gradients, Random};
use crate::kernels::elementwise::{Chain, Forward, detected};

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
        detected().run(Forward { f: self.activation, x: &x[..self.len], y: &mut y[..self.len] });
    }

    /// `d_x = d_y · f'(x)`; all `[len]`.
    pub fn backward(&self, x: &[f32], y: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        d_x[..self.len].copy_from_slice(&d_y[..self.len]);
        detected().run(Chain { f: self.activation, pre: x, y, d: &mut d_x[..self.len] });
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

    /// Adds to the slopes' gradients and writes `d_x`, where they are asked for.
    pub fn backward(&self, params: &[f32], x: &[f32], d_y: &[f32], d_x: Option<&mut [f32]>, d_params: &mut Gradients) {
        let planes = x.chunks_exact(self.plane).zip(d_y.chunks_exact(self.plane));
        for ((x, d_y), d_slope) in planes.zip(d_params.slice(self.at, self.depth).unwrap_or_default()) {
            *d_slope += x.iter().zip(d_y).map(|(&x, &d_y)| if x < 0.0 { x * d_y } else { 0.0 }).sum::<f32>();
        }
        let Some(d_x) = d_x else { return };
        for (c, d_x) in d_x.chunks_exact_mut(self.plane).enumerate() {
            let slope = params[self.at + c];
            let range = c * self.plane..(c + 1) * self.plane;
            for ((d_x, &x), &d_y) in d_x.iter_mut().zip(&x[range.clone()]).zip(&d_y[range]) {
                *d_x = if x > 0.0 { d_y } else { slope * d_y };
            }
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
