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
        let _ = (params, x, y, scratch);
        todo!()
    }

    /// As `infer`; `pre`: `[count, kept_pre()]`, the arguments of an activation whose derivative needs them.
    pub fn forward(&self, params: &[f32], x: Rows, y: RowsMut, pre: &mut [f32], scratch: &mut Scratch) {
        let _ = (params, x, y, pre, scratch);
        todo!()
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
        let _ = (params, x, y, pre, d_y, d_x, d_params, scratch);
        todo!()
    }
}
