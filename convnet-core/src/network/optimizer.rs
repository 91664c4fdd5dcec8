//! What moves parameters along their gradients.

use super::{Learning, Tensor};
use crate::steps::{Learner, Stretch};

/// Moves parameters along their gradients.
pub trait Optimizer {
    /// One step. `params` and `gradients` have the same length and order; `tensors` says what lies where, and `factors`
    /// has for each of them a factor of the learning rate, at least 0. What has factor 0 is frozen: it stays as it is.
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]);

    /// One step of an optimizer that moves each parameter by its own gradient alone: how, for a network of `params`
    /// parameters. It must do what [`update`](Optimizer::update) does, which is not called then: the backward pass
    /// moves parameters as soon as it has their gradients, which are in cache, and no memory is taken for those of
    /// all.
    ///
    /// `None`, unless it is said: the optimizer sees all gradients before it changes anything, as one has to that
    /// limits their length.
    fn elementwise(&mut self, params: usize) -> Option<Elementwise<'_>> {
        let _ = params;
        None
    }
}

/// How an optimizer moves a parameter.
pub trait Rule: Sync {
    /// Moves some parameters of `tensor`, whose learning rate has this factor, above 0. It is called once a step for
    /// each parameter that learns, in no order, on several threads, and must not depend on how they are cut.
    fn update(&self, tensor: &Tensor, factor: f32, stretch: Stretch<'_>);
}

/// A step of an optimizer that moves each parameter by its own gradient.
pub struct Elementwise<'a> {
    /// How.
    pub rule: &'a dyn Rule,
    /// What it keeps for each parameter: arrays as long as the parameters, or empty.
    pub kept: [&'a mut [f32]; 2],
}

impl Elementwise<'_> {
    /// Moves all parameters of a network at once, as [`Optimizer::update`] is to; on the current rayon pool.
    pub fn update(self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
        let [a, b] = self.kept;
        for (tensor, &factor) in tensors.iter().zip(factors).filter(|(t, f)| !t.kind.is_state() && **f != 0.0) {
            let range = tensor.range();
            let kept = [&mut *a, &mut *b].map(|kept| kept.get_mut(range.clone()).unwrap_or_default());
            let stretch = Stretch { params: &mut params[range.clone()], gradients: &gradients[range], kept };
            stretch.in_pieces(&|stretch| self.rule.update(tensor, factor, stretch));
        }
    }

    /// Calls `backward` with a learner that moves `params` as `learning` says.
    pub(super) fn learn(self, params: &mut [f32], learning: &Learning, backward: impl FnOnce(&mut Learner<'_>)) {
        let (rule, tensors, factors) = (self.rule, learning.tensors(), learning.factors());
        let mover = |tensor: usize, stretch: Stretch<'_>| rule.update(&tensors[tensor], factors[tensor], stretch);
        backward(&mut Learner::moving(params, self.kept, learning.learns(), &mover));
    }
}
