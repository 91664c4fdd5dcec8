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
        let _ = scratch;
        packed[..self.shape.weights()].copy_from_slice(&params[self.at..][..self.shape.weights()]);
    }

    /// The same for the gradient of the input.
    pub fn pack_backward(&self, params: &[f32], packed: &mut [f32], scratch: &mut Scratch) {
        self.pack(params, packed, scratch);
    }

    /// One image, nothing kept. `x`: `[input.len()]`, `y`: `[output().len()]`.
    pub fn infer(&self, params: &[f32], packed: &[f32], x: &[f32], y: &mut [f32], scratch: &mut Scratch) {
        self.run(params, packed, x, y, &mut [], &mut [], scratch);
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
        self.run(params, packed, x, y, index, pre, scratch);
    }

    #[allow(clippy::too_many_arguments)]
    fn run(
        &self,
        params: &[f32],
        packed: &[f32],
        x: &[f32],
        y: &mut [f32],
        index: &mut [u16],
        pre: &mut [f32],
        _scratch: &mut Scratch,
    ) {
        let s = &self.shape;
        let plane = s.output.plane();
        let mut z = vec![0.0; s.output.len()];
        if s.bias {
            for (z, &b) in z.chunks_exact_mut(plane).zip(&params[self.at + s.weights()..]) {
                z.fill(b);
            }
        }
        self.taps(|w, z_at, x_at| z[z_at] += packed[w] * x[x_at]);
        let f = self.activation;
        match &self.pool {
            None => {
                for (i, (y, &z)) in y[..z.len()].iter_mut().zip(&z).enumerate() {
                    *y = f.apply(z);
                    if let Some(pre) = pre.get_mut(i) {
                        *pre = z;
                    }
                }
            }
            Some(pool) => {
                let late = self.pool_first || f.from_output();
                let values: Vec<f32> = if late { z.clone() } else { z.iter().map(|&z| f.apply(z)).collect() };
                super::pool::max_pool(pool, &values, |i, value, tap| {
                    y[i] = if late { f.apply(value) } else { value };
                    if let Some(pre) = pre.get_mut(i) {
                        *pre = super::pool::position(pool, i, tap as usize).map_or(value, |at| z[at]);
                    }
                    if let Some(index) = index.get_mut(i) {
                        *index = tap;
                    }
                });
            }
        }
    }

    /// Calls `at(weight, output, input)` for every multiplication of the convolution.
    fn taps(&self, mut at: impl FnMut(usize, usize, usize)) {
        let s = &self.shape;
        let (depth, filters) = (s.input.depth / s.groups, s.output.depth / s.groups);
        for f in 0..s.output.depth {
            for c in 0..depth {
                for t in 0..s.window.area() {
                    let (ty, tx) = (t / s.window.x * s.dilation.y, t % s.window.x * s.dilation.x);
                    let w = (f * depth + c) * s.window.area() + t;
                    let channel = f / filters * depth + c;
                    for oy in 0..s.output.height {
                        let iy = (oy * s.stride.y + ty).wrapping_sub(s.pad.y);
                        if iy >= s.input.height {
                            continue;
                        }
                        for ox in 0..s.output.width {
                            let ix = (ox * s.stride.x + tx).wrapping_sub(s.pad.x);
                            if ix < s.input.width {
                                let z = (f * s.output.height + oy) * s.output.width + ox;
                                at(w, z, (channel * s.input.height + iy) * s.input.width + ix);
                            }
                        }
                    }
                }
            }
        }
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
        let _ = scratch;
        let s = &self.shape;
        for (i, (d, &y)) in d_y[..self.output().len()].iter_mut().zip(kept.y).enumerate() {
            *d *= self.activation.derivative(if self.kept_pre() > 0 { kept.pre[i] } else { 0.0 }, y);
        }
        let mut d_z = vec![0.0; s.output.len()];
        match &self.pool {
            None => d_z.copy_from_slice(d_y),
            Some(pool) => {
                for (i, (&tap, &d)) in kept.index.iter().zip(&*d_y).enumerate() {
                    if let Some(at) = super::pool::position(pool, i, tap as usize) {
                        d_z[at] += d;
                    }
                }
            }
        }
        let d = d_params.slice(self.at, s.params());
        let (d_weights, d_bias) = d.split_at_mut(s.weights());
        for (d_bias, d_z) in d_bias.iter_mut().zip(d_z.chunks_exact(s.output.plane())) {
            *d_bias += d_z.iter().sum::<f32>();
        }
        self.taps(|w, z, x| d_weights[w] += d_z[z] * kept.x[x]);
        if let Some(d_x) = d_x {
            d_x.fill(0.0);
            self.taps(|w, z, x| d_x[x] += packed_backward[w] * d_z[z]);
        }
    }
}
