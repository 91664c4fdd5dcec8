//! Fully connected layers: one matrix product over the batch, with bias and activation.

use super::learner::Target;
use super::{Activation, Learner, Rows, RowsMut, Scratch, Stretch};
use crate::kernels::Isa;
use crate::kernels::arch::{Bf16, Number, Vectors};
use crate::kernels::block::Block;
use crate::kernels::buffer::{Buffers, Spare};
use crate::kernels::dense::{ColumnSums, Dense, dense};
use crate::kernels::descent::{Batch, Weights, descend};
use crate::kernels::elementwise::Chain;
use crate::kernels::gemm::Mat;
use convnet_shape::FcShape;
use rayon::prelude::*;

/// Weights that a thread rounds in the time that waking it costs.
const PARALLEL: usize = 1 << 16;

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

    /// Works out what `infer` needs of parameters alone: the weights as bfloat16, where the kernels of `scratch` read
    /// such.
    pub fn fold(&self, params: &[f32], scratch: &mut Scratch) {
        if !scratch.bf16() {
            return;
        }
        let weights = self.weights(params);
        let found = scratch.rounded.iter().position(|(at, _)| *at == self.at);
        let found = found.unwrap_or_else(|| {
            scratch.rounded.push((self.at, vec![Bf16::default(); weights.len()]));
            scratch.rounded.len() - 1
        });
        scratch.rounded[found].1.par_iter_mut().zip(weights).with_min_len(PARALLEL).for_each(|(to, &w)| {
            *to = Bf16::nearest(w);
        });
    }

    /// `y = f(x·Wᵀ + b)`; `x`: rows of `inputs`, `y`: as many rows of `units`. Runs on the current rayon pool. `fold`
    /// has been called with these parameters and this `scratch`.
    pub fn infer(&self, params: &[f32], x: Rows, y: RowsMut, scratch: &mut Scratch) {
        let (isa, from_end) = (scratch.isa(), scratch.turns(self.at));
        let Scratch { buffers, spare, rounded, .. } = scratch;
        match rounded.iter().find(|(at, _)| *at == self.at) {
            Some((_, weights)) => self.run(isa, (weights, from_end), params, x, y, None, (buffers, spare)),
            None => self.run(isa, (self.weights(params), from_end), params, x, y, None, (buffers, spare)),
        }
    }

    /// As `infer`, with the weights as they are; `pre`: `[count, kept_pre()]`, the arguments of an activation whose
    /// derivative needs them.
    pub fn forward(&self, params: &[f32], x: Rows, y: RowsMut, pre: &mut [f32], scratch: &mut Scratch) {
        let isa = scratch.isa();
        let Scratch { buffers, spare, .. } = scratch;
        self.run(isa, (self.weights(params), false), params, x, y, Some(pre), (buffers, spare));
    }

    fn weights<'a>(&self, params: &'a [f32]) -> &'a [f32] {
        &params[self.at..][..self.units * self.inputs]
    }

    #[allow(clippy::too_many_arguments, reason = "the operands of both passes")]
    fn run<T: Number>(
        &self,
        isa: Isa,
        (weights, from_end): (&[T], bool),
        params: &[f32],
        x: Rows,
        mut y: RowsMut,
        pre: Option<&mut [f32]>,
        (buffers, spare): (&mut Buffers, &Spare),
    ) {
        let count = x.count();
        assert!(x.len() == self.inputs && y.len() == self.units && y.count() == count, "rows of another layer");
        if count == 0 {
            return;
        }
        let layer = Dense {
            x: Vectors { data: x.data(), len: self.inputs },
            w: Vectors { data: weights, len: self.inputs },
            bias: &params[self.at + weights.len()..self.end()],
            activation: self.activation,
            from_end,
        };
        let pre = pre.map_or(&mut [][..], |pre| &mut pre[..count * self.kept_pre()]);
        dense(isa, layer, y.data(), pre, buffers, spare);
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
        let (units, inputs) = (self.units, self.inputs);
        let block = |data| Block::new(data, units, inputs, inputs);
        let none = || Block::new(&mut [], 0, inputs, inputs);
        let mut d_x = d_x;
        let d_x = d_x.as_mut().map_or(&mut [][..], |d_x| d_x.data());
        let mover;
        let weights = match learner.target(self.at, weights) {
            Some(Target::Moving(moving)) => {
                let parts = moving.mover();
                mover = move |params: &mut [f32], gradients: &[f32], kept: [&mut [f32]; 2]| {
                    parts(Stretch { params, gradients, kept });
                };
                let kept = moving.kept.map(|kept| if kept.is_empty() { none() } else { block(kept) });
                Weights::Move { weights: block(moving.params), kept, mover: &mover }
            }
            Some(Target::Gradients(params, gradients)) => {
                Weights::Stay { weights: Mat::new(&params[self.at..], units, inputs), gradients: block(gradients) }
            }
            None => Weights::Stay { weights: Mat::new(&learner.params()[self.at..], units, inputs), gradients: none() },
        };
        descend(isa, Batch { d, x }, weights, d_x, buffers, spare);
    }
}
