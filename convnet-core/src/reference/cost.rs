//! Costs: how wrong the answer for one image is. The cost of a mini-batch is the mean over its images.

use super::Float;

/// Probabilities pᵢ = e^zᵢ / Σ e^zⱼ. `logits`, result: `[classes]`.
pub fn softmax<F: Float>(logits: &[F]) -> Vec<F> {
    // A common factor cancels; taking out the largest keeps e^z in range.
    let largest = logits.iter().copied().fold(logits[0], F::max);
    let powers: Vec<F> = logits.iter().map(|&z| (z - largest).exp()).collect();
    let sum = powers.iter().copied().fold(F::ZERO, |sum, e| sum + e);
    powers.into_iter().map(|e| e / sum).collect()
}

/// `p`: `[classes]` as [`softmax`] returns it; returns `d_logits: [classes]` = p · (d_p − Σ pⱼ·d_pⱼ).
pub fn softmax_backward<F: Float>(p: &[F], d_p: &[F]) -> Vec<F> {
    let mean = p.iter().zip(d_p).fold(F::ZERO, |sum, (&p, &d)| sum + p * d);
    p.iter().zip(d_p).map(|(&p, &d)| p * (d - mean)).collect()
}

/// −ln p of the right class, after a softmax (Nielsen, chapter 3, equation 80). `logits`: `[classes]`.
pub fn log_likelihood<F: Float>(logits: &[F], class: usize) -> F {
    let largest = logits.iter().copied().fold(logits[0], F::max);
    let sum = logits.iter().fold(F::ZERO, |sum, &z| sum + (z - largest).exp());
    sum.ln() + largest - logits[class]
}

/// Returns `d_logits: [classes]`: p − 1 for the right class, p for the others.
pub fn log_likelihood_backward<F: Float>(logits: &[F], class: usize) -> Vec<F> {
    let mut d_logits = softmax(logits);
    d_logits[class] = d_logits[class] - F::ONE;
    d_logits
}

/// Σ (y − t)² / n. `values`, `targets`: `[n]`.
pub fn mean_squared_error<F: Float>(values: &[F], targets: &[F]) -> F {
    let sum = values.iter().zip(targets).fold(F::ZERO, |sum, (&y, &t)| sum + (y - t) * (y - t));
    sum / F::count(values.len())
}

/// Returns `d_values: [n]` = 2·(y − t)/n.
pub fn mean_squared_error_backward<F: Float>(values: &[F], targets: &[F]) -> Vec<F> {
    let factor = F::new(2.0) / F::count(values.len());
    values.iter().zip(targets).map(|(&y, &t)| factor * (y - t)).collect()
}
