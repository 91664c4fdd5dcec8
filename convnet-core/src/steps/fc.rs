//! Fully connected layers: one matrix product over the batch, with bias and activation.

use super::learner::Target;
use super::{Activation, Learner, Rows, RowsMut, Scratch, Stretch};
use crate::kernels::arch::Vectors;
use crate::kernels::block::Block;
use crate::kernels::dense::{ColumnSums, FinishRows, multiply};
use crate::kernels::descent::{Batch, Weights, descend};
use crate::kernels::elementwise::Chain;
use crate::kernels::gemm::{Mat, gemm};
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

    fn run(&self, params: &[f32], x: Rows, mut y: RowsMut, pre: Option<&mut [f32]>, scratch: &mut Scratch) {
        let (isa, count) = (scratch.isa(), x.count());
        assert!(x.len() == self.inputs && y.len() == self.units && y.count() == count, "rows of another layer");
        if count == 0 {
            return;
        }
        let (weights, bias) = params[self.at..self.end()].split_at(self.units * self.inputs);
        let rows = Vectors { data: x.data(), len: self.inputs };
        let weights = Vectors { data: weights, len: self.inputs };
        let c = Block::new(y.data(), count, self.units, self.units);
        multiply(isa, rows, weights, c, &mut scratch.buffers, &scratch.spare);
        let pre = pre.map_or(&mut [][..], |pre| &mut pre[..count * self.kept_pre()]);
        isa.run(FinishRows { bias, activation: self.activation, y: y.data(), pre });
    }

    /// Gives `learner` the gradients of weights and biases, summed over the rows in their order, and writes `d_x`,
    /// where they are asked for. `d_y` is used up.
    #[allow(clippy::too_many_arguments, reason = "plain slices keep the generated calls readable")]
    pub fn backward(
        &self,
        x: Rows,
        y: Rows,
        pre: &[f32],
        d_y: RowsMut,
        d_x: Option<RowsMut>,
        learner: &mut Learner,
        scratch: &mut Scratch,
    ) {
        let (isa, count, weights) = (scratch.isa(), x.count(), self.units * self.inputs);
        let mut d_y = d_y;
        isa.run(Chain { f: self.activation, pre, y: y.data(), d: d_y.data() });
        let Scratch { buffers, spare, .. } = scratch;
        if learner.learns(self.at + weights) {
            let d_bias = buffers.row.get(self.units);
            isa.run(ColumnSums { x: d_y.data(), sums: d_bias });
            learner.give(self.at + weights, d_bias);
        }
        let d = Mat::new(d_y.data(), count, self.units);
        let x = Mat::new(x.data(), count, self.inputs);
        match learner.target(self.at, weights) {
            Some(Target::Moving(moving)) => {
                let (mover, inputs) = (moving.mover(), self.inputs);
                let block = |data| Block::new(data, self.units, inputs, inputs);
                let none = || Block::new(&mut [], 0, inputs, inputs);
                let mut d_x = d_x;
                let weights = Weights {
                    weights: block(moving.params),
                    kept: moving.kept.map(|kept| if kept.is_empty() { none() } else { block(kept) }),
                    d_x: d_x.as_mut().map_or_else(none, |d_x| Block::new(d_x.data(), count, inputs, inputs)),
                };
                let mover = |params: &mut [f32], gradients: &[f32], kept: [&mut [f32]; 2]| {
                    mover(Stretch { params, gradients, kept });
                };
                return descend(isa, Batch { d, x }, weights, &mover, buffers, spare);
            }
            Some(Target::Gradients(d_weights)) => {
                let c = Block::new(d_weights, self.units, self.inputs, self.inputs);
                gemm(isa, d.transposed(), x, c, false, buffers, spare);
            }
            None => {}
        }
        if let Some(mut d_x) = d_x {
            let weights = Mat::new(&learner.params()[self.at..], self.units, self.inputs);
            let c = Block::new(d_x.data(), count, self.inputs, self.inputs);
            gemm(isa, d, weights, c, false, buffers, spare);
        }
    }
}
