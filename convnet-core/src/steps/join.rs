//! Branches that come together, and gradients that do.

use super::Activation;
use crate::kernels::elementwise::{Chain, Forward, Sum, SumInPlace, detected};

/// The sum of several branches, value by value, and the activation that it has taken in: one whose derivative can be had
/// from its value.
#[derive(Clone, Copy, Debug)]
pub struct Add {
    len: usize,
    activation: Activation,
}

impl Add {
    /// Over `len` values.
    pub const fn new(len: usize) -> Add {
        Add { len, activation: Activation::Identity }
    }

    /// Takes in the activation that follows.
    pub const fn activation(mut self, activation: Activation) -> Add {
        self.activation = activation;
        self
    }

    /// `xs`: `[len]` each, summed from the first to the last; `y`: `[len]`.
    pub fn forward(&self, xs: &[&[f32]], y: &mut [f32]) {
        let y = &mut y[..self.len];
        match xs {
            [] => y.fill(0.0),
            [x] => detected().run(Forward { f: self.activation, x: &x[..self.len], y }),
            [a, b] => detected().run(Sum { f: self.activation, a, b, y }),
            [a, b, between @ .., last] => {
                detected().run(Sum { f: Activation::Identity, a, b, y: &mut *y });
                for x in between {
                    detected().run(SumInPlace { f: Activation::Identity, x, y: &mut *y });
                }
                detected().run(SumInPlace { f: self.activation, x: last, y });
            }
        }
    }

    /// Turns `d_y` into the gradient before the activation, which is that of every branch. `y`, `d_y`: `[len]`.
    pub fn backward(&self, y: &[f32], d_y: &mut [f32]) {
        detected().run(Chain { f: self.activation, pre: &[], y: &y[..self.len], d: &mut d_y[..self.len] });
    }
}

/// `to` = `from`: a branch's values on their way into a concatenation, and a gradient on its way back.
pub fn give(from: &[f32], to: &mut [f32]) {
    to.copy_from_slice(&from[..to.len()]);
}

/// `d_x` += `d_y`: the gradient of what several read. Readers add theirs in the reverse order of the forward pass.
pub fn add(d_y: &[f32], d_x: &mut [f32]) {
    for (d_x, d_y) in d_x.iter_mut().zip(d_y) {
        *d_x += d_y;
    }
}
