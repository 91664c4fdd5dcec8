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
    pub const fn from_output(self) -> bool {
        !matches!(self, Activation::Gelu | Activation::Silu | Activation::Hardswish)
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
        let _ = (self.activation, self.len, x, y);
        todo!()
    }

    /// `d_x = d_y · f'(x)`; all `[len]`.
    pub fn backward(&self, x: &[f32], y: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        let _ = (x, y, d_y, d_x);
        todo!()
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
        let _ = (self.plane, params, x, y);
        todo!()
    }

    /// Writes `d_x`, adds to the slopes' gradients.
    pub fn backward(&self, params: &[f32], x: &[f32], d_y: &[f32], d_x: &mut [f32], d_params: &mut Gradients) {
        let _ = (params, x, d_y, d_x, d_params);
        todo!()
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
        let _ = (self.lower, self.upper, self.len, x, y);
        todo!()
    }

    /// In training: value `i` below zero takes the `i`-th number of `random`.
    pub fn forward(&self, x: &[f32], y: &mut [f32], random: Random) {
        let _ = (x, y, random);
        todo!()
    }

    /// `random` as in the forward pass.
    pub fn backward(&self, x: &[f32], d_y: &[f32], d_x: &mut [f32], random: Random) {
        let _ = (x, d_y, d_x, random);
        todo!()
    }
}
