//! Normalisations: over a channel of the mini-batch, and over neighbouring channels.

use super::Float;

/// Mean and (biased) variance of every channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments<F> {
    /// `[depth]`.
    pub mean: Vec<F>,
    /// `[depth]`, the mean of the squared deviations.
    pub var: Vec<F>,
}

impl<F: Float> Moments<F> {
    /// Of `x: [images, depth, plane]`.
    pub fn of(depth: usize, plane: usize, x: &[F]) -> Moments<F> {
        let n = F::count(x.len() / depth);
        let mut moments = Moments { mean: vec![F::ZERO; depth], var: vec![F::ZERO; depth] };
        for (i, &x) in x.iter().enumerate() {
            moments.mean[i / plane % depth] += x / n;
        }
        for (i, &x) in x.iter().enumerate() {
            let deviation = x - moments.mean[i / plane % depth];
            moments.var[i / plane % depth] += deviation * deviation / n;
        }
        moments
    }
}

/// Batch normalisation in training (Ioffe, Szegedy 2015, algorithm 1): γ·(x − mean)/√(var + ε) + β with the moments
/// of the mini-batch itself. `gamma`, `beta`: `[depth]`, `x`, result: `[images, depth, plane]`.
pub fn batch_norm<F: Float>(plane: usize, eps: F, gamma: &[F], beta: &[F], x: &[F]) -> Vec<F> {
    batch_norm_infer(plane, eps, gamma, beta, &Moments::of(gamma.len(), plane, x), x)
}

/// `d_y`: `[images, depth, plane]`; returns `d_x` like it, adds to `d_gamma` and `d_beta: [depth]`.
pub fn batch_norm_backward<F: Float>(
    plane: usize,
    eps: F,
    gamma: &[F],
    x: &[F],
    d_y: &[F],
    d_gamma: &mut [F],
    d_beta: &mut [F],
) -> Vec<F> {
    let depth = gamma.len();
    let n = F::count(x.len() / depth);
    let moments = Moments::of(depth, plane, x);
    let normal = |i: usize| {
        let channel = i / plane % depth;
        (x[i] - moments.mean[channel]) / (moments.var[channel] + eps).sqrt()
    };

    let mut sum = vec![F::ZERO; depth];
    let mut sum_normal = vec![F::ZERO; depth];
    for (i, &d) in d_y.iter().enumerate() {
        let channel = i / plane % depth;
        sum[channel] += d;
        sum_normal[channel] += d * normal(i);
    }
    for channel in 0..depth {
        d_beta[channel] += sum[channel];
        d_gamma[channel] += sum_normal[channel];
    }
    // Moving one x moves the mean and the variance too: those two ways are the terms that are subtracted.
    let each = |i: usize| {
        let channel = i / plane % depth;
        let factor = gamma[channel] / (moments.var[channel] + eps).sqrt();
        factor * (d_y[i] - sum[channel] / n - normal(i) * sum_normal[channel] / n)
    };
    (0..x.len()).map(each).collect()
}

/// Batch normalisation in use, with given moments. `gamma`, `beta`: `[depth]`, `x`, result: `[images, depth, plane]`.
pub fn batch_norm_infer<F: Float>(
    plane: usize,
    eps: F,
    gamma: &[F],
    beta: &[F],
    moments: &Moments<F>,
    x: &[F],
) -> Vec<F> {
    let each = |(i, &x): (usize, &F)| {
        let channel = i / plane % gamma.len();
        gamma[channel] * (x - moments.mean[channel]) / (moments.var[channel] + eps).sqrt() + beta[channel]
    };
    x.iter().enumerate().map(each).collect()
}

/// The running moments after a step of training on `x: [images, depth, plane]`: (1 − momentum)·old + momentum·new, the
/// new variance unbiased, over n − 1 (as PyTorch does).
pub fn running_update<F: Float>(plane: usize, momentum: F, running: &mut Moments<F>, x: &[F]) {
    let depth = running.mean.len();
    let n = F::count(x.len() / depth);
    let batch = Moments::of(depth, plane, x);
    let towards = |old: F, new: F| (F::ONE - momentum) * old + momentum * new;
    for channel in 0..depth {
        running.mean[channel] = towards(running.mean[channel], batch.mean[channel]);
        running.var[channel] = towards(running.var[channel], batch.var[channel] * n / (n - F::ONE));
    }
}

/// Local response normalisation (Krizhevsky et al. 2012, section 3.3): y = x / (k + alpha/size · Σ x²)^beta over `size`
/// channels, of which size/2 lie before; the quotient alpha/size is PyTorch's. `x`, result: `[depth, plane]`.
pub fn lrn<F: Float>(plane: usize, size: usize, alpha: F, beta: F, k: F, x: &[F]) -> Vec<F> {
    (0..x.len()).map(|i| x[i] / lrn_scale(plane, size, alpha, k, x, i).powf(beta)).collect()
}

/// Returns `d_x: [depth, plane]`.
pub fn lrn_backward<F: Float>(plane: usize, size: usize, alpha: F, beta: F, k: F, x: &[F], d_y: &[F]) -> Vec<F> {
    let mut d_x = vec![F::ZERO; x.len()];
    for i in 0..x.len() {
        let scale = lrn_scale(plane, size, alpha, k, x, i);
        d_x[i] += d_y[i] / scale.powf(beta);
        let d_scale = -beta * d_y[i] * x[i] / scale.powf(beta + F::ONE);
        for j in neighbours(plane, size, x.len(), i) {
            d_x[j] += d_scale * F::new(2.0) * alpha / F::count(size) * x[j];
        }
    }
    d_x
}

/// k + alpha/size · Σ x² over the neighbours of value `i`.
fn lrn_scale<F: Float>(plane: usize, size: usize, alpha: F, k: F, x: &[F], i: usize) -> F {
    let sum = neighbours(plane, size, x.len(), i).fold(F::ZERO, |sum, j| sum + x[j] * x[j]);
    k + alpha / F::count(size) * sum
}

/// The places, in the `size` channels around it, of the values that stand where value `i` stands in its own.
fn neighbours(plane: usize, size: usize, len: usize, i: usize) -> impl Iterator<Item = usize> {
    let channel = i / plane;
    let first = channel.saturating_sub(size / 2);
    let last = (channel + (size - 1) / 2).min(len / plane - 1);
    (first..=last).map(move |channel| channel * plane + i % plane)
}
