//! The way back of a convolution with more weights than values, over all images at once.
//!
//! Filters are shared out among threads, and each makes the gradients of a few of them, over all images, while they are
//! in cache, and has them moved there: no array has all gradients, and none is summed up from the images' parts. Behind
//! that the gradient of the inputs is a convolution of all images.

use super::{Conv, weight_gradient};
use crate::kernels::Isa;
use crate::kernels::arch::MAX_LANES;
use crate::kernels::block::{Stack, View};
use crate::kernels::blocks::{MOVED, pieces};
use crate::kernels::buffer::{Buffers, Spare};
use crate::kernels::conv::{Geometry, minimal_gradient_pays};
use crate::kernels::elementwise::{AddSums, Chain};
use crate::steps::learner::{Target, split_kept};
use crate::steps::{Activation, Learner, Rows, RowsMut, Scratch, Stretch};
use rayon::prelude::*;

impl Conv<'_> {
    /// Gives `learner` the gradients of weights and biases, summed over the images in their order, and writes `d_x`,
    /// where they are asked for. `d_y` becomes the gradient before the activation. There is no pooling.
    ///
    /// `packed_backward` is as [`pack_backward`](Conv::pack_backward) has written it; `x`, `y` and `pre` as in the forward
    /// pass, `y` without rows where there is no activation.
    #[allow(clippy::too_many_arguments, reason = "plain slices keep the generated calls readable")]
    pub fn backward_batch(
        &self,
        packed_backward: &[f32],
        x: Rows,
        y: Rows,
        pre: &[f32],
        mut d_y: RowsMut,
        d_x: Option<RowsMut>,
        learner: &mut Learner,
        scratch: &mut Scratch,
    ) {
        assert!(self.pool.is_none(), "a pooling's gradients are those of one image");
        let s = &self.shape;
        let (isa, g, count) = (scratch.isa(), Geometry::new(s), x.count());
        if count == 0 {
            return;
        }
        self.chain(isa, y, pre, &mut d_y);
        let bias = self.at + s.weights();
        if s.bias && learner.learns(bias) {
            let sums = scratch.buffers.row.get(s.output.depth);
            sums.fill(0.0);
            for image in 0..count {
                isa.run(AddSums { x: d_y.row(image), sums });
            }
            learner.give(bias, sums);
        }
        let minimal = !self.is_exact(scratch) && minimal_gradient_pays(&g, count);
        let (inputs, outputs, weights) = (g.depth * s.input.plane(), g.filters * g.pixels(), g.filters * g.taps());
        let d_y = d_y.as_rows().data();
        let Scratch { threads, buffers, spare, .. } = &mut *scratch;
        for group in 0..s.groups {
            let Some(target) = learner.target(self.at + group * weights, weights) else { continue };
            let mover;
            let to = match target {
                Target::Gradients(_, gradients) => To::Gradients(gradients),
                Target::Moving(moving) => {
                    mover = moving.mover();
                    To::Parameters(moving.params, moving.kept, &mover)
                }
            };
            let some = Filters {
                geometry: &g,
                minimal,
                filters: g.filters,
                x: View::new(&x.data()[group * inputs..], count, inputs, s.input.len()),
                d_z: View::new(&d_y[group * outputs..], count, outputs, s.output.len()),
                to,
            };
            let threads = pieces(g.work() * count).min(*threads);
            some.learn(isa, threads, buffers, spare);
        }
        if let Some(mut d_x) = d_x {
            let groups = packed_backward.chunks_exact(self.packed_group(&g));
            for (group, packed) in groups.enumerate() {
                let plane = s.input.plane();
                let images = (count, s.input.len());
                let d_z = View::new(&d_y[group * outputs..], count, outputs, s.output.len());
                let d_x = Stack::new(&mut d_x.data()[group * inputs..], images, (g.depth, plane), plane);
                self.input_gradient(&g, packed, d_z, d_x, scratch);
            }
        }
    }

    /// From the gradient of the outputs to that before the activation.
    fn chain(&self, isa: Isa, y: Rows, pre: &[f32], d_y: &mut RowsMut) {
        if self.activation == Activation::Identity {
            return;
        }
        let (len, f) = (self.output().len(), self.activation);
        d_y.data().par_chunks_mut(len).enumerate().for_each(|(image, d)| {
            let pre = if pre.is_empty() { &[] } else { &pre[image * len..][..len] };
            isa.run(Chain { f, pre, y: y.row(image), d });
        });
    }
}

/// Some filters of a group, and all images.
struct Filters<'a, 'm> {
    geometry: &'a Geometry,
    minimal: bool,
    filters: usize,
    /// Of each image `[depth, height, width]`.
    x: View<'a, f32>,
    /// Of each image `[filters, out_height, out_width]`, and those of the filters behind.
    d_z: View<'a, f32>,
    to: To<'a, 'm>,
}

/// Where the gradients of some weights go.
enum To<'a, 'm> {
    /// Here.
    Gradients(&'a mut [f32]),
    /// To these parameters, and what is kept for them, by this mover.
    Parameters(&'a mut [f32], [&'a mut [f32]; 2], &'m (dyn Fn(Stretch<'_>) + Sync)),
}

impl<'a, 'm> To<'a, 'm> {
    /// For the first `at` weights and the others.
    fn split_at(self, at: usize) -> (To<'a, 'm>, To<'a, 'm>) {
        match self {
            To::Gradients(gradients) => {
                let (first, second) = gradients.split_at_mut(at);
                (To::Gradients(first), To::Gradients(second))
            }
            To::Parameters(params, kept, mover) => {
                let (first, second) = params.split_at_mut(at);
                let (kept, others) = split_kept(kept, at);
                (To::Parameters(first, kept, mover), To::Parameters(second, others, mover))
            }
        }
    }
}

impl Filters<'_, '_> {
    /// The first `at` filters and the others.
    fn split_at(self, at: usize) -> (Self, Self) {
        let Filters { geometry: g, filters, d_z, to, .. } = self;
        let (first, second) = to.split_at(at * g.taps());
        let behind = d_z.columns_from(at * g.pixels());
        (Filters { filters: at, to: first, ..self }, Filters { filters: filters - at, d_z: behind, to: second, ..self })
    }

    /// All of it, on so many threads.
    fn learn(self, isa: Isa, threads: usize, buffers: &mut Buffers, spare: &Spare) {
        let left = threads / 2;
        let at = (self.filters * left / threads.max(1)).next_multiple_of(MAX_LANES);
        if threads <= 1 || !(1..self.filters).contains(&at) {
            return self.learn_here(isa, buffers);
        }
        let (first, second) = self.split_at(at);
        let mut other = spare.take();
        rayon::join(|| first.learn(isa, left, buffers, spare), || second.learn(isa, threads - left, &mut other, spare));
        spare.put(other);
    }

    /// Filter by filter, as many at once as there is cache for.
    fn learn_here(self, isa: Isa, buffers: &mut Buffers) {
        let at_once = (MOVED / self.geometry.taps()).next_multiple_of(MAX_LANES);
        let mut all = self;
        let mut again = false;
        let mut tile = std::mem::take(&mut buffers.tile);
        while all.filters > 0 {
            let at = at_once.min(all.filters);
            let (some, rest) = all.split_at(at);
            let Filters { geometry: g, minimal, filters, x, d_z, to } = some;
            match to {
                To::Gradients(gradients) => {
                    gradients.fill(0.0);
                    weight_gradient(isa, g, minimal, filters, x, d_z, gradients, again, buffers);
                }
                To::Parameters(params, kept, mover) => {
                    let gradients = tile.get(params.len());
                    gradients.fill(0.0);
                    weight_gradient(isa, g, minimal, filters, x, d_z, gradients, again, buffers);
                    mover(Stretch { params, gradients, kept });
                }
            }
            (all, again) = (rest, true);
        }
        buffers.tile = tile;
    }
}
