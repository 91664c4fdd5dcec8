//! Convolution, with what follows it in one pass: bias, activation, max pooling.

use super::{Activation, Gradients, Scratch};
use convnet_shape::{ConvShape, PoolShape, Volume};

/// A convolution and the activation and max pooling that it has taken in.
#[derive(Clone, Copy, Debug)]
pub struct Conv {
    shape: ConvShape,
    at: usize,
    activation: Activation,
    pool: Option<PoolShape>,
    /// The activation comes behind the pooling.
    pool_first: bool,
}

/// What the backward pass needs of the forward pass of one image.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The step's input, `[input.len()]`.
    pub x: &'a [f32],
    /// Its output, `[output.len()]`.
    pub y: &'a [f32],
    /// For each output of a pooling, which of its window's values was the largest, `[output.len()]`; empty without
    /// pooling.
    pub index: &'a [u16],
    /// The arguments of an activation whose derivative needs them, `[output.len()]`; otherwise empty.
    pub pre: &'a [f32],
}

impl Conv {
    /// The convolution alone. Its weights `[filters, depth / groups, window.y, window.x]` are parameters `at..`,
    /// its biases `[filters]` follow them.
    pub const fn new(shape: ConvShape, at: usize) -> Conv {
        Conv { shape, at, activation: Activation::Identity, pool: None, pool_first: false }
    }

    /// Takes in the activation that follows.
    pub const fn activation(mut self, activation: Activation) -> Conv {
        self.activation = activation;
        self.pool_first = self.pool.is_some();
        self
    }

    /// Takes in the max pooling that follows.
    pub const fn pool(mut self, pool: PoolShape) -> Conv {
        self.pool = Some(pool);
        self
    }

    /// What the step writes.
    pub const fn output(&self) -> Volume {
        match self.pool {
            Some(pool) => pool.output,
            None => self.shape.output,
        }
    }

    /// The number behind the last of its parameters.
    pub const fn end(&self) -> usize {
        self.at + self.shape.params()
    }

    /// How many values [`pack`](Conv::pack) writes.
    pub const fn packed(&self) -> usize {
        self.shape.weights()
    }

    /// How many values [`pack_backward`](Conv::pack_backward) writes.
    pub const fn packed_backward(&self) -> usize {
        self.shape.weights()
    }

    /// How many indices the forward pass keeps.
    pub const fn kept_index(&self) -> usize {
        if self.pool.is_some() { self.output().len() } else { 0 }
    }

    /// How many arguments of the activation the forward pass keeps.
    pub const fn kept_pre(&self) -> usize {
        if self.activation.from_output() { 0 } else { self.output().len() }
    }

    /// Lays the weights out as the kernels of the forward pass read them; once for all images, whenever the
    /// parameters have changed.
    pub fn pack(&self, params: &[f32], packed: &mut [f32], scratch: &mut Scratch) {
        let _ = (params, packed, scratch);
        todo!()
    }

    /// The same for the gradient of the input.
    pub fn pack_backward(&self, params: &[f32], packed: &mut [f32], scratch: &mut Scratch) {
        let _ = (params, packed, scratch);
        todo!()
    }

    /// One image, nothing kept. `x`: `[input.len()]`, `y`: `[output().len()]`.
    pub fn infer(&self, params: &[f32], packed: &[f32], x: &[f32], y: &mut [f32], scratch: &mut Scratch) {
        let _ = (params, packed, x, y, scratch);
        todo!()
    }

    /// One image; fills `index` and `pre` (see [`Kept`]).
    #[allow(clippy::too_many_arguments, reason = "plain slices keep the generated calls readable")]
    pub fn forward(
        &self,
        params: &[f32],
        packed: &[f32],
        x: &[f32],
        y: &mut [f32],
        index: &mut [u16],
        pre: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let _ = (params, packed, x, y, index, pre, scratch);
        todo!()
    }

    /// One image: adds to the gradients of weights and biases, and writes `d_x` where it is asked for.
    /// `d_y` is used up.
    pub fn backward(
        &self,
        packed_backward: &[f32],
        kept: Kept,
        d_y: &mut [f32],
        d_x: Option<&mut [f32]>,
        d_params: &mut Gradients,
        scratch: &mut Scratch,
    ) {
        let _ = (packed_backward, kept, d_y, d_x, d_params, scratch);
        todo!()
    }
}
