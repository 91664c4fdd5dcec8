//! One layer for itself, in use: forward, and back to what it reads.

use super::Model;
use crate::network::{Layer, Op};
use crate::steps::{
    Act, Activation, Add, AvgPool, BatchNorm, Conv, Fc, Gradients, Kept, Learner, Lrn, MaxPool, Prelu, Rows, RowsMut,
    Rrelu, Scratch,
};

impl Model<'_> {
    /// What layer `at` makes of `xs`, the values of all that it reads.
    pub(super) fn forward(&self, at: usize, xs: &[&[f32]], scratch: &mut Scratch) -> Vec<f32> {
        let layer = &self.layers[at];
        let (x, params) = (xs[0], self.params);
        let mut y = vec![0.0; layer.output.len()];
        match layer.op {
            Op::Conv(shape) => Conv::new(shape, self.weights(layer)).infer(params, x, &mut y, scratch),
            Op::Fc(shape) => {
                let (x, y) = (Rows::new(x, shape.input.len()), RowsMut::new(&mut y, shape.output.len()));
                Fc::new(shape, self.weights(layer)).infer(params, x, y, scratch);
            }
            Op::MaxPool(shape) => MaxPool::new(shape).infer(x, &mut y),
            Op::AvgPool(shape) => AvgPool::new(shape).forward(x, &mut y),
            Op::Activation(f) => Act::new(f, x.len()).forward(x, &mut y),
            Op::Prelu => self.prelu(layer).forward(params, x, &mut y),
            Op::Rrelu { lower, upper } => Rrelu::new(lower, upper, x.len()).infer(x, &mut y),
            Op::BatchNorm { eps } => {
                let (depth, plane) = (layer.output.depth, layer.output.plane());
                let norm = BatchNorm::new(depth, plane, self.weights(layer), self.running_mean(layer), eps, 0.0);
                norm.infer(params, self.state, x, &mut y);
            }
            Op::Lrn { size, alpha, beta, k } => Lrn::new(layer.output, size, alpha, beta, k).infer(x, &mut y),
            Op::Dropout | Op::Softmax => y.copy_from_slice(x),
            Op::Add => Add::new(y.len()).forward(xs, &mut y),
            Op::Concat => y = xs.concat(),
        }
        y
    }

    /// The gradients of all that layer `at` reads: `xs` and `y` as in the forward pass, `d_y` the gradient of `y`.
    pub(super) fn backward(
        &self,
        at: usize,
        xs: &[&[f32]],
        y: &[f32],
        mut d_y: Vec<f32>,
        scratch: &mut Scratch,
    ) -> Vec<Vec<f32>> {
        let layer = &self.layers[at];
        let (x, params) = (xs[0], self.params);
        let mut d_x = vec![0.0; layer.input.len()];
        // Nobody asks for the gradients of parameters.
        let no_gradients = || Gradients::new(0, &mut []).only(&[]);
        match layer.op {
            Op::Conv(shape) => {
                let conv = Conv::new(shape, self.weights(layer));
                let mut packed = vec![0.0; conv.packed_backward()];
                conv.pack_backward(params, &mut packed);
                let kept = Kept::new(x, &[], &[], &[]);
                conv.backward(&packed, kept, &mut d_y, Some(&mut d_x), &mut no_gradients(), scratch);
            }
            Op::Fc(shape) => {
                let (inputs, units) = (shape.input.len(), shape.output.len());
                let mut learner = Learner::keep(params, no_gradients());
                Fc::new(shape, self.weights(layer)).backward(
                    Rows::new(x, inputs),
                    Rows::new(y, units),
                    &[],
                    RowsMut::new(&mut d_y, units),
                    Some(RowsMut::new(&mut d_x, inputs)),
                    &mut learner,
                    scratch,
                );
            }
            Op::MaxPool(shape) => {
                let (mut largest, mut index) = (vec![0.0; y.len()], vec![0; y.len()]);
                let pool = MaxPool::new(shape);
                pool.forward(x, &mut largest, &mut index);
                pool.backward(&index, &d_y, &mut d_x);
            }
            Op::AvgPool(shape) => AvgPool::new(shape).backward(&d_y, &mut d_x),
            Op::Activation(f) => Act::new(f, x.len()).backward(x, y, &d_y, &mut d_x),
            Op::Prelu => self.prelu(layer).backward(params, x, &d_y, Some(&mut d_x), &mut no_gradients()),
            Op::Rrelu { lower, upper } => {
                let mean = Activation::LeakyRelu(0.5 * (lower + upper));
                Act::new(mean, x.len()).backward(x, y, &d_y, &mut d_x);
            }
            Op::BatchNorm { eps } => {
                let (depth, plane) = (layer.output.depth, layer.output.plane());
                let gamma = &params[self.weights(layer)..][..depth];
                let variance = &self.state[self.running_mean(layer) + depth..][..depth];
                let channels = d_x.chunks_exact_mut(plane).zip(d_y.chunks_exact(plane));
                for ((d_x, d_y), (gamma, variance)) in channels.zip(gamma.iter().zip(variance)) {
                    let factor = gamma / (variance + eps).sqrt();
                    d_x.iter_mut().zip(d_y).for_each(|(d_x, d_y)| *d_x = factor * d_y);
                }
            }
            Op::Lrn { size, alpha, beta, k } => {
                let lrn = Lrn::new(layer.output, size, alpha, beta, k);
                let (mut again, mut scale) = (vec![0.0; y.len()], vec![0.0; y.len()]);
                lrn.forward(x, &mut again, &mut scale);
                lrn.backward(x, y, &scale, &d_y, &mut d_x);
            }
            Op::Dropout | Op::Softmax => d_x = d_y,
            Op::Add => return vec![d_y; xs.len()],
            Op::Concat => {
                let mut rest = &d_y[..];
                let part = |x: &&[f32]| rest.split_off(..x.len()).unwrap_or_default().to_vec();
                return xs.iter().map(part).collect();
            }
        }
        vec![d_x]
    }

    fn prelu(&self, layer: &Layer) -> Prelu {
        Prelu::new(layer.output.depth, layer.output.plane(), self.weights(layer))
    }

    /// Where the parameters of `layer` begin.
    fn weights(&self, layer: &Layer) -> usize {
        self.place(layer, "weight")
    }

    /// Where the running statistics of `layer` begin.
    fn running_mean(&self, layer: &Layer) -> usize {
        self.place(layer, "running_mean")
    }

    fn place(&self, layer: &Layer, part: &str) -> usize {
        let is = |name: &str| name.rsplit_once('.') == Some((layer.name, part));
        self.tensors.iter().find(|tensor| is(tensor.name)).map_or(0, |tensor| tensor.at)
    }
}
