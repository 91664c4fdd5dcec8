//! The fully connected layer.

use super::Float;
use convnet_shape::FcShape;

/// `y = W·x + b`. `weights`: `[units, inputs]`, `bias`: `[units]`, `x`: `[inputs]`; returns `[units]`.
pub fn fc<F: Float>(shape: &FcShape, weights: &[F], bias: &[F], x: &[F]) -> Vec<F> {
    let inputs = shape.input.len();
    let mut y = bias.to_vec();
    for unit in 0..shape.output.len() {
        for i in 0..inputs {
            y[unit] += weights[unit * inputs + i] * x[i];
        }
    }
    y
}

/// `d_y`: `[units]`; returns `d_x: [inputs]`, adds to `d_weights: [units, inputs]` and `d_bias: [units]`.
pub fn fc_backward<F: Float>(
    shape: &FcShape,
    weights: &[F],
    x: &[F],
    d_y: &[F],
    d_weights: &mut [F],
    d_bias: &mut [F],
) -> Vec<F> {
    let inputs = shape.input.len();
    let mut d_x = vec![F::ZERO; inputs];
    for unit in 0..shape.output.len() {
        d_bias[unit] += d_y[unit];
        for i in 0..inputs {
            d_weights[unit * inputs + i] += d_y[unit] * x[i];
            d_x[i] += d_y[unit] * weights[unit * inputs + i];
        }
    }
    d_x
}
