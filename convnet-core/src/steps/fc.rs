//! Fully connected layers: one matrix product over the batch, with bias and activation.

use super::{Activation, Gradients, Rows, RowsMut, Scratch};
use convnet_shape::FcShape;

/// A fully connected layer and the activation that it has taken in.
///
/// Parameters: weights `[units, inputs]`, biases `[units]`.
#[derive(Clone, Copy, Debug)]
pub struct Fc {
    inputs: usize,
    units: usize,
    at: usize,
    activation: Activation,
}

impl Fc {
    /// The weights are parameters `at..`, the biases follow them.
    pub const fn new(shape: FcShape, at: usize) -> Fc {
        Fc { inputs: shape.input.len(), units: shape.output.len(), at, activation: Activation::Identity }
    }

    /// Takes in the activation that follows.
    pub const fn activation(mut self, activation: Activation) -> Fc {
        self.activation = activation;
        self
    }

    /// The number behind the last of its parameters.
    pub const fn end(&self) -> usize {
        self.at + self.units * self.inputs + self.units
    }

    /// How many arguments of the activation the forward pass keeps for each image.
    pub const fn kept_pre(&self) -> usize {
        if self.activation.from_output() { 0 } else { self.units }
    }

    /// `y = f(x·Wᵀ + b)`; `x`: rows of `inputs`, `y`: as many rows of `units`. Runs on the current rayon pool.
    pub fn infer(&self, params: &[f32], x: Rows, y: RowsMut, scratch: &mut Scratch) {
        self.run(params, x, y, None, scratch);
    }

    /// As `infer`; `pre`: `[count, kept_pre()]`, the arguments of an activation whose derivative needs them.
    pub fn forward(&self, params: &[f32], x: Rows, y: RowsMut, pre: &mut [f32], scratch: &mut Scratch) {
        self.run(params, x, y, Some(pre), scratch);
    }

    fn run(&self, params: &[f32], x: Rows, mut y: RowsMut, mut pre: Option<&mut [f32]>, _scratch: &mut Scratch) {
        let (weights, bias) = params[self.at..self.end()].split_at(self.units * self.inputs);
        for i in 0..x.count() {
            let row = y.row(i);
            for u in 0..self.units {
                let w = &weights[u * self.inputs..][..self.inputs];
                let sum = x.row(i).iter().zip(w).map(|(x, w)| x * w).sum::<f32>() + bias[u];
                if let Some(pre) = &mut pre
                    && self.kept_pre() > 0
                {
                    pre[i * self.units + u] = sum;
                }
                row[u] = self.activation.apply(sum);
            }
        }
    }

    /// Writes the gradients of weights and biases, summed over the rows in their order, and `d_x` where it
    /// is asked for. `d_y` is used up.
    #[allow(clippy::too_many_arguments, reason = "plain slices keep the generated calls readable")]
    pub fn backward(
        &self,
        params: &[f32],
        x: Rows,
        y: Rows,
        pre: &[f32],
        d_y: RowsMut,
        d_x: Option<RowsMut>,
        d_params: &mut Gradients,
        scratch: &mut Scratch,
    ) {
        let _ = scratch;
        let weights = &params[self.at..][..self.units * self.inputs];
        let mut d_y = d_y;
        let count = x.count();
        for (i, (d, &y)) in d_y.data().iter_mut().zip(y.data()).enumerate() {
            *d *= self.activation.derivative(if self.kept_pre() > 0 { pre[i] } else { 0.0 }, y);
        }
        let d_y = d_y.as_rows();
        let d = d_params.slice(self.at, self.units * self.inputs + self.units);
        d.fill(0.0);
        let (d_weights, d_bias) = d.split_at_mut(self.units * self.inputs);
        for i in 0..count {
            for u in 0..self.units {
                let d = d_y.row(i)[u];
                d_bias[u] += d;
                for (d_w, &x) in d_weights[u * self.inputs..][..self.inputs].iter_mut().zip(x.row(i)) {
                    *d_w += d * x;
                }
            }
        }
        if let Some(mut d_x) = d_x {
            for i in 0..count {
                let row = d_x.row(i);
                row.fill(0.0);
                for u in 0..self.units {
                    let d = d_y.row(i)[u];
                    for (d_x, &w) in row.iter_mut().zip(&weights[u * self.inputs..][..self.inputs]) {
                        *d_x += d * w;
                    }
                }
            }
        }
    }
}
