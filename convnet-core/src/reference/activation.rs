//! Activations: functions of one value, and the rectifiers with slopes of their own.

use super::Float;
use crate::steps::Activation;

/// f(x).
pub fn activation<F: Float>(f: Activation, x: F) -> F {
    let zero = F::ZERO;
    let one = F::ONE;
    match f {
        Activation::Identity => x,
        Activation::Relu => x.max(zero),
        Activation::LeakyRelu(a) => {
            if x > zero {
                x
            } else {
                F::new(a.into()) * x
            }
        }
        Activation::Elu(a) => {
            if x > zero {
                x
            } else {
                F::new(a.into()) * (x.exp() - one)
            }
        }
        Activation::Relu6 => relu6(x),
        Activation::Sigmoid => sigmoid(x),
        Activation::Tanh => x.tanh(),
        Activation::Gelu => x * normal_cdf(x),
        Activation::Silu => x * sigmoid(x),
        Activation::Hardswish => x * relu6(x + F::new(3.0)) / F::new(6.0),
    }
}

/// f'(x). At a kink the derivative from the flat (or steep) side on the left for the rectifiers, as PyTorch has it:
/// 0 for relu at 0 and for relu6 at 0 and 6.
pub fn activation_derivative<F: Float>(f: Activation, x: F) -> F {
    let zero = F::ZERO;
    let one = F::ONE;
    match f {
        Activation::Identity => one,
        Activation::Relu => step(x > zero),
        Activation::LeakyRelu(a) => {
            if x > zero {
                one
            } else {
                F::new(a.into())
            }
        }
        Activation::Elu(a) => {
            if x > zero {
                one
            } else {
                F::new(a.into()) * x.exp()
            }
        }
        Activation::Relu6 => step(x > zero && x < F::new(6.0)),
        Activation::Sigmoid => sigmoid(x) * (one - sigmoid(x)),
        Activation::Tanh => one - x.tanh() * x.tanh(),
        Activation::Gelu => normal_cdf(x) + x * normal_density(x),
        Activation::Silu => sigmoid(x) * (one + x * (one - sigmoid(x))),
        Activation::Hardswish => {
            if x <= F::new(-3.0) {
                zero
            } else if x < F::new(3.0) {
                x / F::new(3.0) + F::new(0.5)
            } else {
                one
            }
        }
    }
}

/// `d_x = d_y · f'(x)`; `x`, `d_y`, `d_x`: `[n]`.
pub fn activation_backward<F: Float>(f: Activation, x: &[F], d_y: &[F]) -> Vec<F> {
    x.iter().zip(d_y).map(|(&x, &d)| d * activation_derivative(f, x)).collect()
}

/// x above zero, slope · x below, one slope a channel. `slopes`: `[depth]`, `x`, result: `[depth, plane]`.
pub fn prelu<F: Float>(slopes: &[F], x: &[F]) -> Vec<F> {
    let plane = x.len() / slopes.len();
    let each = |(i, &x): (usize, &F)| if x > F::ZERO { x } else { slopes[i / plane] * x };
    x.iter().enumerate().map(each).collect()
}

/// Returns `d_x: [depth, plane]`; adds to `d_slopes: [depth]`.
pub fn prelu_backward<F: Float>(slopes: &[F], x: &[F], d_y: &[F], d_slopes: &mut [F]) -> Vec<F> {
    let plane = x.len() / slopes.len();
    let mut d_x = vec![F::ZERO; x.len()];
    for i in 0..x.len() {
        let channel = i / plane;
        if x[i] > F::ZERO {
            d_x[i] = d_y[i];
        } else {
            d_x[i] = d_y[i] * slopes[channel];
            d_slopes[channel] += d_y[i] * x[i];
        }
    }
    d_x
}

/// x above zero, slope · x below, one slope a value: drawn in training, (lower + upper)/2 in use.
/// `slopes`, `x`, result: `[n]`.
pub fn rrelu<F: Float>(slopes: &[F], x: &[F]) -> Vec<F> {
    x.iter().zip(slopes).map(|(&x, &slope)| if x > F::ZERO { x } else { slope * x }).collect()
}

/// Returns `d_x: [n]`; the slopes are not learned.
pub fn rrelu_backward<F: Float>(slopes: &[F], x: &[F], d_y: &[F]) -> Vec<F> {
    let each = |((&x, &slope), &d): ((&F, &F), &F)| if x > F::ZERO { d } else { slope * d };
    x.iter().zip(slopes).zip(d_y).map(each).collect()
}

/// 1 where the condition holds, 0 elsewhere.
fn step<F: Float>(condition: bool) -> F {
    if condition { F::ONE } else { F::ZERO }
}

/// min(max(0, x), 6).
fn relu6<F: Float>(x: F) -> F {
    let six = F::new(6.0);
    if x > six { six } else { x.max(F::ZERO) }
}

/// 1/(1 + e⁻ˣ).
fn sigmoid<F: Float>(x: F) -> F {
    F::ONE / (F::ONE + (-x).exp())
}

/// Φ(x): how probable it is that a standard Gaussian stays below x.
fn normal_cdf<F: Float>(x: F) -> F {
    F::new(0.5) * (F::ONE + (x * F::new(core::f64::consts::FRAC_1_SQRT_2)).erf())
}

/// φ(x) = Φ'(x) = e^(−x²/2)/√(2π).
fn normal_density<F: Float>(x: F) -> F {
    let factor = 0.5 * core::f64::consts::FRAC_1_SQRT_2 * core::f64::consts::FRAC_2_SQRT_PI;
    F::new(factor) * (F::new(-0.5) * x * x).exp()
}
