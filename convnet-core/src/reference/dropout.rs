//! Dropout (Srivastava et al. 2014), inverted.

use super::Float;

/// Sets what is not in `keep` to zero and divides the rest by 1 − p. `x`, `keep`, result: `[n]`.
pub fn dropout<F: Float>(p: F, keep: &[bool], x: &[F]) -> Vec<F> {
    x.iter().zip(keep).map(|(&x, &keep)| if keep { x / (F::ONE - p) } else { F::ZERO }).collect()
}

/// `keep` as in the forward pass. `d_y`, result: `[n]`. The layer is linear, so its gradient is the layer itself.
pub fn dropout_backward<F: Float>(p: F, keep: &[bool], d_y: &[F]) -> Vec<F> {
    dropout(p, keep, d_y)
}
