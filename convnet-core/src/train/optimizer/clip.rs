//! Limits of gradients.

use super::expect;
use crate::network::{Elementwise, Optimizer, Rule, Tensor};
use crate::steps::Stretch;
use crate::train::TrainError;
use rayon::prelude::*;

/// Limits gradients before another optimizer sees them: the length of all of them together, or each on its own.
///
/// It has to see all gradients, so they are kept ([`Training::gradients`](crate::network::Training::gradients) has
/// them as they were before).
#[derive(Clone, Debug, PartialEq)]
pub struct Clip<O> {
    limit: Limit,
    pub(super) inner: O,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Limit {
    Norm(f32),
    Value(f32),
}

/// Gradients whose squares one thread sums up.
const CHUNK: usize = 1 << 14;

impl<O> Clip<O> {
    /// Multiplies all gradients with `most / (norm + 1e-6)` where that is less than 1 (Pascanu, Mikolov, Bengio 2013,
    /// algorithm 1; PyTorch's `clip_grad_norm_`): `norm` is the root of the sum of the squares of all gradients, of all
    /// tensors that learn. `most` is above 0.
    pub fn norm(most: f32, inner: O) -> Clip<O> {
        Clip { limit: Limit::Norm(most), inner }
    }

    /// Cuts each gradient off at −`most` and `most`, which is above 0 (PyTorch's `clip_grad_value_`).
    pub fn value(most: f32, inner: O) -> Clip<O> {
        Clip { limit: Limit::Value(most), inner }
    }

    pub(super) fn check_limit(&self) -> Result<(), TrainError> {
        let (Limit::Norm(most) | Limit::Value(most)) = self.limit;
        expect("limit of gradients", most > 0.0, "a number above 0", most)
    }
}

/// What becomes of each gradient.
#[derive(Clone, Copy)]
enum Change {
    Factor(f32),
    Cut(f32),
}

impl Change {
    fn apply(self, from: &[f32], into: &mut [f32]) {
        let pairs = into.iter_mut().zip(from);
        match self {
            Change::Factor(factor) => pairs.for_each(|(new, g)| *new = factor * g),
            Change::Cut(most) => pairs.for_each(|(new, g)| *new = g.clamp(-most, most)),
        }
    }
}

/// A rule that sees changed gradients.
struct Changed<'a> {
    change: Change,
    rule: &'a dyn Rule,
}

impl Rule for Changed<'_> {
    fn update(&self, tensor: &Tensor, factor: f32, mut stretch: Stretch<'_>) {
        let mut changed = [0.0; 512];
        while !stretch.params.is_empty() {
            let len = stretch.params.len().min(changed.len());
            let (Stretch { params, gradients, kept }, rest) = stretch.split_at(len);
            self.change.apply(gradients, &mut changed[..len]);
            self.rule.update(tensor, factor, Stretch { params, gradients: &changed[..len], kept });
            stretch = rest;
        }
    }
}

/// The root of the sum of the squares of all gradients that count: in double precision, and in an order that no number
/// of threads changes.
fn norm(gradients: &[f32], tensors: &[Tensor], factors: &[f32]) -> f64 {
    let squares = |chunk: &[f32]| chunk.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>();
    let learns = tensors.iter().zip(factors).filter(|(t, f)| !t.kind.is_state() && **f != 0.0);
    let sums = learns.map(|(tensor, _)| {
        let sums: Vec<f64> = gradients[tensor.range()].par_chunks(CHUNK).map(squares).collect();
        sums.iter().sum::<f64>()
    });
    sums.sum::<f64>().sqrt()
}

impl<O: Optimizer> Optimizer for Clip<O> {
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
        let change = match self.limit {
            Limit::Value(most) => Change::Cut(most),
            Limit::Norm(most) => match f64::from(most) / (norm(gradients, tensors, factors) + 1e-6) {
                factor if factor < 1.0 => Change::Factor(factor as f32),
                _ => return self.inner.update(params, gradients, tensors, factors),
            },
        };
        if let Some(Elementwise { rule, kept }) = self.inner.elementwise(params.len()) {
            return Elementwise { rule: &Changed { change, rule }, kept }.update(params, gradients, tensors, factors);
        }
        let mut changed = vec![0.0; gradients.len()];
        change.apply(gradients, &mut changed);
        self.inner.update(params, &changed, tensors, factors);
    }
}
