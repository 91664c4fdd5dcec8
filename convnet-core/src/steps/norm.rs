//! Batch normalisation (Ioffe, Szegedy 2015), in three parts on either way, because the middle one needs all images:
//! each image's sums, the mini-batch's moments from them in a fixed order, and each image again.

use super::{Activation, Gradients};

/// Batch normalisation and the activation that it has taken in.
///
/// Parameters: `gamma [depth]`, `beta [depth]`. State: `running_mean [depth]`, `running_var [depth]`.
#[derive(Clone, Copy, Debug)]
pub struct BatchNorm {
    depth: usize,
    plane: usize,
    at: usize,
    state: usize,
    eps: f32,
    momentum: f32,
    activation: Activation,
}

impl BatchNorm {
    /// `depth` channels of `plane` values; parameters `at..at + 2·depth`, state `state..state + 2·depth`. The running
    /// values move by `momentum` towards the mini-batch's (PyTorch's sense: 0.1).
    pub const fn new(depth: usize, plane: usize, at: usize, state: usize, eps: f32, momentum: f32) -> BatchNorm {
        BatchNorm { depth, plane, at, state, eps, momentum, activation: Activation::Identity }
    }

    /// Takes in the activation that follows.
    pub const fn activation(mut self, activation: Activation) -> BatchNorm {
        self.activation = activation;
        self
    }

    /// The number behind the last of its parameters.
    pub const fn end(&self) -> usize {
        self.at + 2 * self.depth
    }

    /// The number behind the last of its state.
    pub const fn state_end(&self) -> usize {
        self.state + 2 * self.depth
    }

    /// How many values the sums of an image and the moments of a mini-batch have, on either way.
    pub const fn sums(&self) -> usize {
        2 * self.depth
    }

    /// In use: with the running mean and variance. `x`, `y`: `[depth, plane]`.
    pub fn infer(&self, params: &[f32], state: &[f32], x: &[f32], y: &mut [f32]) {
        let _ = (self.plane, self.eps, self.activation, params, state, x, y);
        todo!()
    }

    /// One image: mean and sum of squared deviations of each channel, `sums: [2, depth]`.
    pub fn sum(&self, x: &[f32], sums: &mut [f32]) {
        let _ = (x, sums);
        todo!()
    }

    /// All images, in order: `moments: [2, depth]`, mean and 1/√(variance + eps); moves the running values (the
    /// variance unbiased, as PyTorch does).
    pub fn merge<'a>(&self, sums: impl Iterator<Item = &'a [f32]>, moments: &mut [f32], state: &mut [f32]) {
        let _ = (self.momentum, sums, moments, state);
        todo!()
    }

    /// One image: `y = f(gamma · (x − mean)/σ + beta)`.
    pub fn apply(&self, params: &[f32], moments: &[f32], x: &[f32], y: &mut [f32]) {
        let _ = (params, moments, x, y);
        todo!()
    }

    /// One image: turns `d_y` into the gradient before the activation, and sums it: `d_sums: [2, depth]`, of d and
    /// of d · x̂.
    pub fn sum_backward(
        &self,
        params: &[f32],
        moments: &[f32],
        x: &[f32],
        y: &[f32],
        d_y: &mut [f32],
        d_sums: &mut [f32],
    ) {
        let _ = (params, moments, x, y, d_y, d_sums);
        todo!()
    }

    /// All images, in order: writes the gradients of gamma and beta, and `d_moments: [2, depth]`, the means of d and d · x̂.
    pub fn merge_backward<'a>(
        &self,
        d_sums: impl Iterator<Item = &'a [f32]>,
        d_moments: &mut [f32],
        d_params: &mut Gradients,
    ) {
        let _ = (d_sums, d_moments, d_params);
        todo!()
    }

    /// One image: writes `d_x` from the `d_y` that [`sum_backward`](BatchNorm::sum_backward) left.
    pub fn apply_backward(
        &self,
        params: &[f32],
        moments: &[f32],
        d_moments: &[f32],
        x: &[f32],
        d_y: &[f32],
        d_x: &mut [f32],
    ) {
        let _ = (params, moments, d_moments, x, d_y, d_x);
        todo!()
    }
}
