//! A limit of the length of each unit's weights.

use super::expect;
use crate::network::{Optimizer, Tensor, TensorKind};
use crate::train::TrainError;
use rayon::prelude::*;

/// Shortens the weights of a unit or filter, after each step of another optimizer, to the length `most` where they are
/// longer (Srivastava et al. 2014, section 5.1: with dropout, lengths of 3 to 4). The length is the root of the sum of
/// the squares of the weights that one value of the layer's output is made of; biases, normalisation's factors and
/// slopes do not count, and frozen tensors stay as they are.
///
/// It needs whole units, so gradients are kept until all have come.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxNorm<O> {
    most: f32,
    pub(super) inner: O,
}

impl<O> MaxNorm<O> {
    /// Lengths of at most `most`, which is above 0.
    pub fn new(most: f32, inner: O) -> MaxNorm<O> {
        MaxNorm { most, inner }
    }

    pub(super) fn check_limit(&self) -> Result<(), TrainError> {
        expect("length of units' weights", self.most > 0.0, "a number above 0", self.most)
    }
}

fn shorten(weights: &mut [f32], most: f32) {
    let length = weights.iter().map(|w| f64::from(*w).powi(2)).sum::<f64>().sqrt();
    if length > f64::from(most) {
        let factor = (f64::from(most) / length) as f32;
        weights.iter_mut().for_each(|w| *w *= factor);
    }
}

impl<O: Optimizer> Optimizer for MaxNorm<O> {
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
        self.inner.update(params, gradients, tensors, factors);
        for (tensor, _) in tensors.iter().zip(factors).filter(|(t, f)| t.kind == TensorKind::Weight && **f != 0.0) {
            let (unit, most) = (tensor.len() / tensor.dims[0], self.most);
            params[tensor.range()].par_chunks_mut(unit).for_each(|weights| shorten(weights, most));
        }
    }
}
