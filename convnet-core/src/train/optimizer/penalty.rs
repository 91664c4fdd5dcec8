//! Regularisation: what large weights cost.

use super::{TrainError, check_at_least_0};
use crate::network::{Tensor, TensorKind};

/// What regularisation adds to the cost for each weight `w`: `l1 · |w| + ½ · l2 · w²`; with both, the elastic net (Zou,
/// Hastie 2005).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Penalty {
    pub l1: f32,
    pub l2: f32,
}

impl Penalty {
    /// What it adds for the parameters of `tensor`: nothing but for weights.
    pub fn of(self, tensor: &Tensor) -> Penalty {
        if tensor.kind == TensorKind::Weight { self } else { Penalty::default() }
    }

    /// Its derivative at `w`; `l1`'s is 0 at 0, so that a weight of 0 is left alone.
    #[inline(always)]
    pub fn slope(self, w: f32) -> f32 {
        let sign = if w == 0.0 { 0.0 } else { 1.0_f32.copysign(w) };
        self.l2 * w + self.l1 * sign
    }

    pub fn check(self) -> Result<(), TrainError> {
        check_at_least_0("weight decay", self.l2)?;
        check_at_least_0("l1", self.l1)
    }
}
