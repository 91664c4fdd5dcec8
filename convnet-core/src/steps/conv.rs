//! Convolution, with what follows it in one pass: bias, a sum with another branch, activation, max pooling.

use super::{Activation, BatchNorm, Folded, Gradients, Scratch};
use crate::kernels::block::Block;
use crate::kernels::conv::{
    Convolve, Finish, Geometry, InputGradient, Method, PickedGradient, PickedInput, WeightGradient, convolve, flipped,
    frame, framed_len, minimal_gradient, minimal_gradient_pays, pack, packed, picked_input, worth_picking,
};
use crate::kernels::elementwise::{AddSums, Chain};
use crate::kernels::pool::Unpool;
use convnet_shape::{ConvShape, PoolShape, Volume};

/// A convolution and what it has taken in: a sum and an activation, or an activation and a max pooling.
#[derive(Clone, Copy, Debug)]
pub struct Conv<'a> {
    shape: ConvShape,
    at: usize,
    activation: Activation,
    pool: Option<PoolShape>,
    /// The activation comes behind the pooling.
    pool_first: bool,
    addend: &'a [f32],
    exact: bool,
}

/// What the backward pass needs of the forward pass of one image.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The step's input, `[input.len()]`.
    pub x: &'a [f32],
    /// Its output, `[output.len()]`; empty without activation.
    pub y: &'a [f32],
    /// For each output of a pooling, which of its window's values was the largest, `[output.len()]`; empty without
    /// pooling.
    pub index: &'a [u16],
    /// The arguments of an activation whose derivative needs them, `[output.len()]`; otherwise empty.
    pub pre: &'a [f32],
}

impl<'a> Kept<'a> {
    /// Input, output, indices and arguments, as the fields say.
    pub const fn new(x: &'a [f32], y: &'a [f32], index: &'a [u16], pre: &'a [f32]) -> Kept<'a> {
        Kept { x, y, index, pre }
    }
}

/// What one image's pass reads its weights from.
#[derive(Clone, Copy)]
struct Weights<'a> {
    params: &'a [f32],
    /// As [`Conv::fold`] has packed them, or nothing.
    packed: &'a [f32],
}

impl<'a> Weights<'a> {
    /// The parameters alone.
    fn plain(params: &'a [f32]) -> Weights<'a> {
        Weights { params, packed: &[] }
    }
}

impl<'a> Conv<'a> {
    /// The convolution alone. Its weights `[filters, depth / groups, window.y, window.x]` are parameters `at..`,
    /// its biases `[filters]` follow them.
    pub const fn new(shape: ConvShape, at: usize) -> Conv<'a> {
        Conv { shape, at, activation: Activation::Identity, pool: None, pool_first: false, addend: &[], exact: false }
    }

    /// Takes in the activation that follows.
    pub const fn activation(mut self, activation: Activation) -> Conv<'a> {
        self.activation = activation;
        self.pool_first = self.pool.is_some();
        self
    }

    /// Takes in the max pooling that follows.
    pub const fn pool(mut self, pool: PoolShape) -> Conv<'a> {
        self.pool = Some(pool);
        self
    }

    /// One image's `addend`, `[output().len()]`, comes to the values before the activation; there is no pooling then.
    pub const fn plus(self, addend: &[f32]) -> Conv<'_> {
        assert!(self.pool.is_none(), "a sum is not pooled");
        Conv { addend, ..self }
    }

    /// Sums every output's products themselves: without Winograd's minimal filtering of 3x3 and 5x5 windows, whose
    /// rounding errors are larger (some 10⁻⁶ of the largest output instead of 10⁻⁷).
    pub const fn exact(mut self) -> Conv<'a> {
        self.exact = true;
        self
    }

    /// Whether it does so with this working memory: because it is [`exact`](Conv::exact), or all steps are.
    pub fn is_exact(&self, scratch: &Scratch) -> bool {
        self.exact || scratch.exact()
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

    /// How many values [`fold`](Conv::fold) writes.
    pub const fn folded(&self) -> usize {
        2 * self.shape.output.depth + self.packed()
    }

    /// How many of them are the weights, packed as the kernels read them: where there are few pixels to an image,
    /// packing them for each would take a good part of its time.
    const fn packed(&self) -> usize {
        const FEW: usize = 1024;
        let g = Geometry::new(&self.shape);
        let packs = g.pixels() <= FEW && matches!(Method::of(&g, self.exact), Method::Filters);
        if packs { self.shape.groups * packed(&g) } else { 0 }
    }

    /// How many values [`pack_backward`](Conv::pack_backward) writes.
    pub const fn packed_backward(&self) -> usize {
        self.shape.groups * self.packed_group(&Geometry::new(&self.shape))
    }

    /// The same for one group.
    const fn packed_group(&self, g: &Geometry) -> usize {
        if self.picks_input(g) { framed_len(g) } else { g.filters * g.taps() }
    }

    /// Whether the gradient of the input is that of what the pooling has picked.
    const fn picks_input(&self, g: &Geometry) -> bool {
        match &self.pool {
            Some(pool) => picked_input(g, pool),
            None => false,
        }
    }

    /// How many indices the forward pass keeps.
    pub const fn kept_index(&self) -> usize {
        if self.pool.is_some() { self.output().len() } else { 0 }
    }

    /// How many arguments of the activation the forward pass keeps.
    pub const fn kept_pre(&self) -> usize {
        if self.activation.from_output() { 0 } else { self.output().len() }
    }

    /// In use with the batch normalisation behind it: its factors and its summands with the biases taken in,
    /// `[2, filters]`, and for some sizes the weights, packed; whenever parameters or running statistics have changed.
    pub fn fold(&self, params: &[f32], norm: &Folded<'_>, folded: &mut [f32]) {
        let own = self.bias(params);
        let (linear, packed) = folded.split_at_mut(2 * self.shape.output.depth);
        if !packed.is_empty() {
            let g = Geometry::new(&self.shape);
            let groups = self.shape.groups;
            let weights = params[self.at..][..self.shape.weights()].chunks_exact(self.shape.weights() / groups);
            for (weights, packed) in weights.zip(packed.chunks_exact_mut(packed.len() / groups)) {
                pack(&g, weights, packed);
            }
        }
        let (factors, summands) = linear.split_at_mut(self.shape.output.depth);
        for (c, (to_factor, to_summand)) in factors.iter_mut().zip(summands).enumerate() {
            let (factor, summand) = norm.channel(c);
            *to_factor = factor;
            *to_summand = own.get(c).map_or(summand, |own| factor * own + summand);
        }
    }

    /// One image in use, with what [`fold`](Conv::fold) has written, and `norm`'s activation; the addend of `norm`'s
    /// sum is given to the convolution.
    pub fn infer_folded(
        &self,
        norm: &BatchNorm<'_>,
        params: &[f32],
        folded: &[f32],
        x: &[f32],
        y: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let (linear, packed) = folded.split_at(2 * self.shape.output.depth);
        let (factors, summands) = linear.split_at(self.shape.output.depth);
        let step = self.activation(norm.own_activation());
        step.run(Weights { params, packed }, factors, summands, x, y, &mut [], &mut [], scratch);
    }

    /// Lays the weights out as the gradient of the input reads them; once for all images, whenever they have changed.
    pub fn pack_backward(&self, params: &[f32], packed: &mut [f32]) {
        let g = Geometry::new(&self.shape);
        let (group, area) = (g.filters * g.taps(), g.window.area());
        let weights = params[self.at..][..self.shape.weights()].chunks_exact(group);
        for (weights, packed) in weights.zip(packed.chunks_exact_mut(self.packed_group(&g))) {
            if self.picks_input(&g) {
                frame(&g, weights, packed);
                continue;
            }
            if !flipped(&g) {
                packed.copy_from_slice(weights);
                continue;
            }
            // Filters and channels change places, and each window's taps their order.
            for (c, packed) in packed.chunks_exact_mut(g.filters * area).enumerate() {
                for (f, packed) in packed.chunks_exact_mut(area).enumerate() {
                    let taps = &weights[(f * g.depth + c) * area..][..area];
                    packed.iter_mut().zip(taps.iter().rev()).for_each(|(to, from)| *to = *from);
                }
            }
        }
    }

    /// One image, nothing kept. `x`: `[input.len()]`, `y`: `[output().len()]`.
    pub fn infer(&self, params: &[f32], x: &[f32], y: &mut [f32], scratch: &mut Scratch) {
        self.run(Weights::plain(params), &[], self.bias(params), x, y, &mut [], &mut [], scratch);
    }

    /// Its biases, `[filters]`, or none.
    fn bias<'b>(&self, params: &'b [f32]) -> &'b [f32] {
        let s = &self.shape;
        if s.bias { &params[self.at + s.weights()..][..s.output.depth] } else { &[] }
    }

    /// One image; fills `index` and `pre` (see [`Kept`]).
    #[allow(clippy::too_many_arguments, reason = "plain slices keep the generated calls readable")]
    pub fn forward(
        &self,
        params: &[f32],
        x: &[f32],
        y: &mut [f32],
        index: &mut [u16],
        pre: &mut [f32],
        scratch: &mut Scratch,
    ) {
        self.run(
            Weights::plain(params),
            &[],
            self.bias(params),
            x,
            y,
            &mut index[..self.kept_index()],
            &mut pre[..self.kept_pre()],
            scratch,
        );
    }

    /// `factors` and `bias` may be empty, and so may `index` and `pre`.
    #[allow(clippy::too_many_arguments, reason = "as `forward`")]
    fn run(
        &self,
        weights: Weights,
        factors: &[f32],
        bias: &[f32],
        x: &[f32],
        y: &mut [f32],
        index: &mut [u16],
        pre: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let s = &self.shape;
        let g = Geometry::new(s);
        let plane = self.output().plane();
        let Weights { params, packed } = weights;
        let weights = &params[self.at..][..s.weights()];
        for group in 0..s.groups {
            let part = |len: usize| group * len..(group + 1) * len;
            let block = |len: usize| if len == 0 { 0..0 } else { part(g.filters * plane) };
            let rows = |len: usize| if len == 0 { 0 } else { g.filters };
            let (keep_index, keep_pre) = (index.len(), pre.len());
            let finish = Finish {
                factors: factors.get(part(g.filters)).unwrap_or_default(),
                bias: bias.get(part(g.filters)).unwrap_or_default(),
                addend: if self.addend.is_empty() { &[] } else { &self.addend[part(g.filters * plane)] },
                activation: self.activation,
                pool: self.pool.as_ref(),
                // Functions that never fall may change places with a maximum: behind it there is less to do.
                pool_first: self.pool_first || self.activation.from_output(),
            };
            let conv = Convolve {
                geometry: &g,
                weights: &weights[part(g.filters * g.taps())],
                packed: &packed[part(packed.len() / s.groups)],
                x: &x[part(g.depth * s.input.plane())],
                finish,
                method: Method::of(&g, self.is_exact(scratch)),
                rows: 0..self.output().height,
                y: Block::new(&mut y[part(g.filters * plane)], g.filters, plane, plane),
                index: Block::new(&mut index[block(keep_index)], rows(keep_index), plane, plane),
                pre: Block::new(&mut pre[block(keep_pre)], rows(keep_pre), plane, plane),
            };
            convolve(scratch.isa(), conv, scratch.threads, &mut scratch.buffers, &scratch.spare);
        }
    }

    /// One image: adds to the gradients of weights and biases and writes `d_x`, where they are asked for.
    /// `d_y` becomes the gradient before the activation, which without a pooling is the addend's too.
    pub fn backward(
        &self,
        packed_backward: &[f32],
        kept: Kept,
        d_y: &mut [f32],
        d_x: Option<&mut [f32]>,
        d_params: &mut Gradients,
        scratch: &mut Scratch,
    ) {
        let s = &self.shape;
        let isa = scratch.isa();
        let g = Geometry::new(s);
        let d_y = &mut d_y[..self.output().len()];
        isa.run(Chain { f: self.activation, pre: kept.pre, y: kept.y, d: d_y });
        if s.bias
            && let Some(d_bias) = d_params.slice(self.at + s.weights(), s.output.depth)
        {
            isa.run(AddSums { x: d_y, sums: d_bias });
        }
        // Of frozen weights none: the loops below have nothing to do.
        let d_weights = d_params.slice(self.at, s.weights()).unwrap_or_default();
        let (inputs, outputs, weights) = (g.depth * s.input.plane(), g.filters * g.pixels(), g.filters * g.taps());
        let mut behind_pool = std::mem::take(&mut scratch.buffers.d_z);
        let minimal = !self.is_exact(scratch) && minimal_gradient_pays(&g);
        let picking = self.pool.as_ref().filter(|pool| !minimal && worth_picking(&g, pool));
        if let Some(pool) = picking {
            let pooled = g.filters * pool.output.plane();
            for (group, d_weights) in d_weights.chunks_exact_mut(weights).enumerate() {
                let x = &kept.x[group * inputs..][..inputs];
                let (d_y, index) = (&d_y[group * pooled..][..pooled], &kept.index[group * pooled..][..pooled]);
                let buffers = &mut scratch.buffers;
                isa.run(PickedGradient { geometry: &g, pool, x, d_y, index, d_weights, buffers });
            }
        }
        let picking_input = self.pool.as_ref().filter(|_| self.picks_input(&g));
        let d_z = match &self.pool {
            None => &*d_y,
            // Nobody asks for them.
            Some(_) if picking.is_some() && (picking_input.is_some() || d_x.is_none()) => &[],
            Some(pool) => {
                let d_z = behind_pool.get(s.output.len());
                isa.run(Unpool { shape: pool, index: &kept.index[..d_y.len()], d_y, d_x: d_z });
                d_z
            }
        };
        if picking.is_none() {
            for (group, d_weights) in d_weights.chunks_exact_mut(weights).enumerate() {
                let x = &kept.x[group * inputs..][..inputs];
                let d_z = &d_z[group * outputs..][..outputs];
                let buffers = &mut scratch.buffers;
                if minimal {
                    minimal_gradient(isa, &g, x, d_z, d_weights, buffers);
                } else {
                    isa.run(WeightGradient { geometry: &g, x, d_z, d_weights, buffers });
                }
            }
        }
        if let Some(d_x) = d_x {
            let groups = d_x.chunks_exact_mut(inputs).zip(packed_backward.chunks_exact(self.packed_group(&g)));
            for (group, (d_x, packed)) in groups.enumerate() {
                if let Some(pool) = picking_input {
                    let behind_pool =
                        group * g.filters * pool.output.plane()..(group + 1) * g.filters * pool.output.plane();
                    let (d_y, index) = (&d_y[behind_pool.clone()], &kept.index[behind_pool]);
                    let buffers = &mut scratch.buffers;
                    isa.run(PickedInput { geometry: &g, pool, framed: packed, d_y, index, d_x, buffers });
                } else {
                    self.input_gradient(&g, packed, &d_z[group * outputs..][..outputs], d_x, scratch);
                }
            }
        }
        scratch.buffers.d_z = behind_pool;
    }

    /// One group of one image: writes `d_x`.
    fn input_gradient(&self, g: &Geometry, packed: &[f32], d_z: &[f32], d_x: &mut [f32], scratch: &mut Scratch) {
        let isa = scratch.isa();
        if !flipped(g) {
            return isa.run(InputGradient { geometry: g, weights: packed, d_z, d_x, buffers: &mut scratch.buffers });
        }
        let back = g.flip();
        let plane = back.pixels();
        let conv = Convolve {
            geometry: &back,
            weights: packed,
            packed: &[],
            x: d_z,
            finish: Finish {
                factors: &[],
                bias: &[],
                addend: &[],
                activation: Activation::Identity,
                pool: None,
                pool_first: false,
            },
            method: Method::of(&back, self.is_exact(scratch)),
            rows: 0..back.out_height,
            y: Block::new(d_x, back.filters, plane, plane),
            index: Block::new(&mut [], 0, plane, plane),
            pre: Block::new(&mut [], 0, plane, plane),
        };
        convolve(isa, conv, scratch.threads, &mut scratch.buffers, &scratch.spare);
    }
}
