//! Batch normalisation (Ioffe, Szegedy 2015), in three parts on either way, because the middle one needs all images:
//! each image's sums, the mini-batch's moments from them in a fixed order, and each image again.

use super::{Activation, Learner};
use crate::kernels::elementwise::detected;
use crate::kernels::norm::{Channel, Moments, Normalize, NormalizeBack, NormalizeSums};

/// Batch normalisation, and the sum and the activation that it has taken in.
///
/// Parameters: `gamma [depth]`, `beta [depth]`. State: `running_mean [depth]`, `running_var [depth]`.
#[derive(Clone, Copy, Debug)]
pub struct BatchNorm<'a> {
    depth: usize,
    plane: usize,
    at: usize,
    state: usize,
    eps: f32,
    momentum: f32,
    activation: Activation,
    addend: &'a [f32],
}

/// A batch normalisation in use, as a linear function of each channel.
#[derive(Clone, Copy, Debug)]
pub struct Folded<'a> {
    norm: &'a BatchNorm<'a>,
    params: &'a [f32],
    state: &'a [f32],
}

impl Folded<'_> {
    /// Factor and summand of channel `c`.
    pub(super) fn channel(&self, c: usize) -> (f32, f32) {
        let BatchNorm { depth, state, eps, .. } = *self.norm;
        let inverse = 1.0 / (self.state[state + depth + c] + eps).sqrt();
        let channel = self.norm.channel(self.params, c, self.state[state + c], inverse);
        let factor = channel.gamma * inverse;
        (factor, channel.beta - channel.mean * factor)
    }
}

impl<'a> BatchNorm<'a> {
    /// `depth` channels of `plane` values; parameters `at..at + 2·depth`, state `state..state + 2·depth`. The running
    /// values move by `momentum` towards the mini-batch's (PyTorch's sense: 0.1).
    pub const fn new(depth: usize, plane: usize, at: usize, state: usize, eps: f32, momentum: f32) -> BatchNorm<'a> {
        BatchNorm { depth, plane, at, state, eps, momentum, activation: Activation::Identity, addend: &[] }
    }

    /// Takes in the activation that follows.
    pub const fn activation(mut self, activation: Activation) -> BatchNorm<'a> {
        self.activation = activation;
        self
    }

    /// One image's `addend`, `[depth, plane]`, comes to the normalised values before the activation, whose derivative
    /// can be had from its value then.
    pub const fn plus(self, addend: &[f32]) -> BatchNorm<'_> {
        BatchNorm { addend, ..self }
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

    /// How many values [`merge_backward`](BatchNorm::merge_backward) leaves.
    pub const fn back(&self) -> usize {
        3 * self.depth
    }

    /// In use: with the running mean and variance. `x`, `y`: `[depth, plane]`.
    pub fn infer(&self, params: &[f32], state: &[f32], x: &[f32], y: &mut [f32]) {
        for c in 0..self.depth {
            let inverse = 1.0 / (state[self.state + self.depth + c] + self.eps).sqrt();
            self.normalize(self.channel(params, c, state[self.state + c], inverse), c, x, y);
        }
    }

    /// In use: the factor of each channel and what comes to it, `gamma/σ` and `beta − mean·gamma/σ`.
    pub fn folded<'b>(&'b self, params: &'b [f32], state: &'b [f32]) -> Folded<'b> {
        Folded { norm: self, params, state }
    }

    /// The activation that it has taken in.
    pub(super) fn own_activation(&self) -> Activation {
        self.activation
    }

    /// The places of channel `c`'s values.
    fn places(&self, c: usize) -> std::ops::Range<usize> {
        c * self.plane..(c + 1) * self.plane
    }

    /// What channel `c` is normalised with.
    fn channel(&self, params: &[f32], c: usize, mean: f32, inverse: f32) -> Channel {
        Channel { mean, inverse, gamma: params[self.at + c], beta: params[self.at + self.depth + c] }
    }

    fn normalize(&self, channel: Channel, c: usize, x: &[f32], y: &mut [f32]) {
        let (x, y) = (&x[self.places(c)], &mut y[self.places(c)]);
        let addend = if self.addend.is_empty() { &[] } else { &self.addend[self.places(c)] };
        detected().run(Normalize { channel, activation: self.activation, x, addend, y });
    }

    /// One image: mean and sum of squared deviations of each channel, `sums: [2, depth]`.
    pub fn sum(&self, x: &[f32], sums: &mut [f32]) {
        let (means, deviations) = sums.split_at_mut(self.depth);
        for c in 0..self.depth {
            (means[c], deviations[c]) = detected().run(Moments(&x[self.places(c)]));
        }
    }

    /// All images, in order: `moments: [2, depth]`, mean and 1/√(variance + eps); moves the running values (the
    /// variance unbiased, as PyTorch does). Where it does not learn, the moments are the running ones, which stay.
    pub fn merge<'b>(
        &self,
        sums: impl Iterator<Item = &'b [f32]>,
        moments: &mut [f32],
        state: &mut [f32],
        learns: bool,
    ) {
        if !learns {
            moments.copy_from_slice(&state[self.state..self.state_end()]);
            moments[self.depth..].iter_mut().for_each(|variance| *variance = 1.0 / (*variance + self.eps).sqrt());
            return;
        }
        // Chan, Golub, LeVeque 1979: two sets' moments merge without cancellation.
        let (means, deviations) = moments.split_at_mut(self.depth);
        means.fill(0.0);
        deviations.fill(0.0);
        let mut images = 0.0;
        for sums in sums {
            images += 1.0;
            let (other_means, other_deviations) = sums.split_at(self.depth);
            for c in 0..self.depth {
                let delta = other_means[c] - means[c];
                means[c] += delta / images;
                deviations[c] += other_deviations[c] + delta * delta * (self.plane as f32 * (images - 1.0) / images);
            }
        }
        let count = images * self.plane as f32;
        if count == 0.0 {
            return;
        }
        let (running_mean, running_var) = state[self.state..][..2 * self.depth].split_at_mut(self.depth);
        for c in 0..self.depth {
            running_mean[c] += self.momentum * (means[c] - running_mean[c]);
            // A single value has no unbiased variance.
            let unbiased = deviations[c] / (count - 1.0).max(1.0);
            running_var[c] += self.momentum * (unbiased - running_var[c]);
            deviations[c] = 1.0 / (deviations[c] / count + self.eps).sqrt();
        }
    }

    /// One image: `y = f(gamma · (x − mean)/σ + beta + addend)`.
    pub fn apply(&self, params: &[f32], moments: &[f32], x: &[f32], y: &mut [f32]) {
        for c in 0..self.depth {
            self.normalize(self.channel(params, c, moments[c], moments[self.depth + c]), c, x, y);
        }
    }

    /// One image: turns `d_y` into the gradient before the activation, which is the addend's too, and sums it:
    /// `d_sums: [2, depth]`, of d and of d · x̂.
    pub fn sum_backward(
        &self,
        params: &[f32],
        moments: &[f32],
        x: &[f32],
        y: &[f32],
        d_y: &mut [f32],
        d_sums: &mut [f32],
    ) {
        for c in 0..self.depth {
            let channel = self.channel(params, c, moments[c], moments[self.depth + c]);
            let (x, d) = (&x[self.places(c)], &mut d_y[self.places(c)]);
            let y = if self.activation == Activation::Identity { x } else { &y[self.places(c)] };
            let sums = detected().run(NormalizeSums { channel, activation: self.activation, x, y, d });
            (d_sums[c], d_sums[self.depth + c]) = sums;
        }
    }

    /// All images, in order: gives `learner` the gradients of gamma and beta, and writes `back: [3, depth]`, the
    /// means of d and d · x̂, and gamma as it was before. Where neither learns the moments were the running ones, of
    /// no image, and the means are 0.
    pub fn merge_backward<'b>(&self, d_sums: impl Iterator<Item = &'b [f32]>, back: &mut [f32], learner: &mut Learner) {
        let (d_moments, gamma) = back.split_at_mut(2 * self.depth);
        gamma.copy_from_slice(&learner.params()[self.at..][..self.depth]);
        d_moments.fill(0.0);
        let mut images = 0;
        for d_sums in d_sums {
            images += 1;
            for (total, &sum) in d_moments.iter_mut().zip(d_sums) {
                *total += sum;
            }
        }
        let mut learns = false;
        let (d_beta, d_gamma) = d_moments.split_at(self.depth);
        for (at, total) in [(self.at, d_gamma), (self.at + self.depth, d_beta)] {
            learns |= learner.give(at, total);
        }
        if !learns {
            d_moments.fill(0.0);
        }
        let count = (images * self.plane).max(1) as f32;
        for mean in d_moments {
            *mean /= count;
        }
    }

    /// One image: writes `d_x` from the `d_y` that [`sum_backward`](BatchNorm::sum_backward) left, and `back` from
    /// [`merge_backward`](BatchNorm::merge_backward).
    pub fn apply_backward(&self, moments: &[f32], back: &[f32], x: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        for c in 0..self.depth {
            let (mean, inverse) = (moments[c], moments[self.depth + c]);
            // The shift has no part in it.
            let channel = Channel { mean, inverse, gamma: back[2 * self.depth + c], beta: 0.0 };
            let d_moments = (back[c], back[self.depth + c]);
            let (x, d, d_x) = (&x[self.places(c)], &d_y[self.places(c)], &mut d_x[self.places(c)]);
            detected().run(NormalizeBack { channel, d_moments, x, d, d_x });
        }
    }
}
