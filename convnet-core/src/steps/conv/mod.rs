//! Convolution, with what follows it in one pass: bias, a sum with another branch, activation, max pooling.

mod batch;
mod prepared;

pub(super) use prepared::Prepared;

use super::{Activation, BatchNorm, Folded, Gradients, Scratch};
use crate::kernels::Isa;
use crate::kernels::block::{Stack, View};
use crate::kernels::blocks::pieces;
use crate::kernels::buffer::{Buffers, Spare};
use crate::kernels::conv::{
    Convolve, Finish, Geometry, InputGradient, Method, PickedGradient, PickedInput, WeightGradient, convolve, flipped,
    frame, framed_len, is_small, minimal_gradient, minimal_gradient_pays, pack, packed, picked_input, worth_picking,
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

    /// Each image's part of `addend`, `[output().len()]`, comes to the values before the activation; there is no pooling
    /// then.
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
        let packs = g.pixels() <= FEW && Method::of(&g, 1, self.exact, true).reads_packed();
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

    /// As [`infer`](Conv::infer), with what [`fold`](Conv::fold) has written, and `norm`'s activation; the addend of
    /// `norm`'s sum is given to the convolution.
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

    /// One image, or some one after the other; nothing kept. `x`: `[input.len()]` of each, `y`: `[output().len()]`.
    pub fn infer(&self, params: &[f32], x: &[f32], y: &mut [f32], scratch: &mut Scratch) {
        self.run(Weights::plain(params), &[], self.bias(params), x, y, &mut [], &mut [], scratch);
    }

    /// Its biases, `[filters]`, or none.
    fn bias<'b>(&self, params: &'b [f32]) -> &'b [f32] {
        let s = &self.shape;
        if s.bias { &params[self.at + s.weights()..][..s.output.depth] } else { &[] }
    }

    /// One image, or some one after the other; fills `index` and `pre` (see [`Kept`]) of each.
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
        let count = x.len() / self.shape.input.len();
        let (index, pre) = (&mut index[..count * self.kept_index()], &mut pre[..count * self.kept_pre()]);
        self.run(Weights::plain(params), &[], self.bias(params), x, y, index, pre, scratch);
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
        let count = x.len() / s.input.len();
        if count == 0 {
            return;
        }
        let (output, plane) = (self.output().len(), self.output().plane());
        let (inputs, outputs) = (g.depth * s.input.plane(), g.filters * plane);
        let images = (count, output);
        let Weights { params, packed } = weights;
        let weights = &params[self.at..][..s.weights()];
        let method = self.method(&g, count, !packed.is_empty(), scratch);
        let mut prepared = std::mem::take(&mut scratch.prepared);
        for group in 0..s.groups {
            let part = |len: usize| group * len..(group + 1) * len;
            let first = group * outputs;
            let rows = |len: usize| if len == 0 { (0, plane) } else { (g.filters, plane) };
            let (index_rows, pre_rows) = (rows(index.len()), rows(pre.len()));
            let (from_index, from_pre) = (first.min(index.len()), first.min(pre.len()));
            let finish = Finish {
                factors: factors.get(part(g.filters)).unwrap_or_default(),
                bias: bias.get(part(g.filters)).unwrap_or_default(),
                addend: (!self.addend.is_empty()).then(|| View::new(&self.addend[first..], count, outputs, output)),
                activation: self.activation,
                pool: self.pool.as_ref(),
                // Functions that never fall may change places with a maximum: behind it there is less to do.
                pool_first: self.pool_first || self.activation.from_output(),
            };
            let weights = &weights[part(g.filters * g.taps())];
            let conv = Convolve {
                geometry: &g,
                weights,
                packed: &packed[part(packed.len() / s.groups)],
                prepared: match method {
                    Method::Minimal => prepare(&mut prepared, &g, weights, count, scratch),
                    _ => &[],
                },
                x: View::new(&x[group * inputs..], count, inputs, s.input.len()),
                finish,
                method,
                rows: 0..self.output().height,
                y: Stack::new(&mut y[first..], images, (g.filters, plane), plane),
                index: Stack::new(&mut index[from_index..], images, index_rows, plane),
                pre: Stack::new(&mut pre[from_pre..], images, pre_rows, plane),
            };
            convolve(scratch.isa(), conv, scratch.threads, &mut scratch.buffers, &scratch.spare);
        }
        scratch.prepared = prepared;
    }

    /// How a convolution of `count` images at once is made.
    fn method(&self, g: &Geometry, count: usize, packed: bool, scratch: &Scratch) -> Method {
        let images = if prepares(g, count, scratch) { scratch.images } else { count };
        Method::of(g, images, self.is_exact(scratch), packed)
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
        let minimal = !self.is_exact(scratch) && minimal_gradient_pays(&g, 1);
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
                let x = View::new(&kept.x[group * inputs..], 1, inputs, 0);
                let d_z = View::new(&d_z[group * outputs..], 1, outputs, 0);
                let buffers = &mut scratch.buffers;
                weight_gradient(isa, &g, minimal, g.filters, x, d_z, d_weights, false, buffers);
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
                    let d_z = View::new(&d_z[group * outputs..], 1, outputs, 0);
                    let d_x = Stack::new(d_x, (1, 0), (g.depth, s.input.plane()), s.input.plane());
                    self.input_gradient(&g, packed, d_z, d_x, scratch);
                }
            }
        }
        scratch.buffers.d_z = behind_pool;
    }

    /// One group of some images: writes `d_x`, of each `[depth, height · width]`.
    fn input_gradient(&self, g: &Geometry, packed: &[f32], d_z: View<f32>, d_x: Stack<f32>, scratch: &mut Scratch) {
        let isa = scratch.isa();
        let (back, count) = (g.flip(), d_z.rows());
        if !flipped(g) {
            let threads = pieces(g.work() * count).min(scratch.threads);
            return patches_gradient(isa, g, packed, d_z, d_x, threads, &mut scratch.buffers, &scratch.spare);
        }
        let method = self.method(&back, count, false, scratch);
        let mut prepared = std::mem::take(&mut scratch.prepared);
        let conv = Convolve {
            geometry: &back,
            weights: packed,
            packed: &[],
            prepared: match method {
                Method::Minimal => prepare(&mut prepared, &back, packed, count, scratch),
                _ => &[],
            },
            x: d_z,
            finish: Finish {
                factors: &[],
                bias: &[],
                addend: None,
                activation: Activation::Identity,
                pool: None,
                pool_first: false,
            },
            method,
            rows: 0..back.out_height,
            y: d_x,
            index: Stack::empty(),
            pre: Stack::empty(),
        };
        convolve(isa, conv, scratch.threads, &mut scratch.buffers, &scratch.spare);
        scratch.prepared = prepared;
    }
}

/// Whether a worker keeps the transformed filters of a convolution of `count` images at once for the next ones.
fn prepares(g: &Geometry, count: usize, scratch: &Scratch) -> bool {
    count == 1 && scratch.images > 1 && is_small(g)
}

/// They, or nothing where it does not.
fn prepare<'a>(
    prepared: &'a mut Prepared,
    g: &Geometry,
    weights: &[f32],
    count: usize,
    scratch: &Scratch,
) -> &'a [f32] {
    if prepares(g, count, scratch) { prepared.of(scratch.isa(), g, weights) } else { &[] }
}

/// Adds to the gradient of the weights of `filters` of a group what some images bring. `again`: the call before had the
/// same `x` and `buffers`.
#[allow(clippy::too_many_arguments, reason = "the operands of one product")]
fn weight_gradient(
    isa: Isa,
    g: &Geometry,
    minimal: bool,
    filters: usize,
    x: View<f32>,
    d_z: View<f32>,
    d_weights: &mut [f32],
    again: bool,
    buffers: &mut Buffers,
) {
    if minimal {
        return minimal_gradient(isa, g, filters, x, d_z, d_weights, again, buffers);
    }
    let geometry = &Geometry { filters, ..*g };
    for image in 0..x.rows() {
        let (x, d_z) = (x.row(image), &d_z.row(image)[..filters * g.pixels()]);
        isa.run(WeightGradient { geometry, x, d_z, d_weights, buffers });
    }
}

/// The gradient of some images' inputs where it is no convolution, on so many threads.
#[allow(clippy::too_many_arguments, reason = "as `weight_gradient`")]
fn patches_gradient(
    isa: Isa,
    g: &Geometry,
    weights: &[f32],
    d_z: View<f32>,
    mut d_x: Stack<f32>,
    threads: usize,
    buffers: &mut Buffers,
    spare: &Spare,
) {
    let images = d_z.rows();
    if threads <= 1 || images <= 1 {
        for image in 0..images {
            let d_x = &mut d_x.block(image).into_slice();
            isa.run(InputGradient { geometry: g, weights, d_z: d_z.row(image), d_x, buffers });
        }
        return;
    }
    let left = threads / 2;
    let at = (images * left / threads).clamp(1, images - 1);
    let (first, second) = (d_z.part(0..at), d_z.part(at..images));
    let (d_first, d_second) = d_x.split_blocks(at);
    let mut other = spare.take();
    rayon::join(
        || patches_gradient(isa, g, weights, first, d_first, left, buffers, spare),
        || patches_gradient(isa, g, weights, second, d_second, threads - left, &mut other, spare),
    );
    spare.put(other);
}
