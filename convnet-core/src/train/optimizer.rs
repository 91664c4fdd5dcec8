//! Stochastic gradient descent.

use crate::network::{Optimizer, Tensor, TensorKind};
use rayon::prelude::*;

/// Values that a thread updates in one go: 16 Ki, whose three arrays stay in a core's second cache.
const CHUNK: usize = 1 << 14;

/// Networks below this size are updated by the calling thread, in less time than waking another takes.
const PARALLEL: usize = 1 << 16;

/// Stochastic gradient descent with momentum (Polyak 1964; Nesterov 1983 as Sutskever et al. 2013 simplify it) and
/// weight decay, in PyTorch's form:
///
/// `g ← g + weight_decay · w` (weights only), `v ← momentum · v + g`, and `w ← w − learning_rate · v`, or
/// `w ← w − learning_rate · (g + momentum · v)` with Nesterov's momentum.
///
/// The velocities `v` belong to one network: an optimizer that has made a step serves no other.
#[derive(Clone, Debug, PartialEq)]
pub struct Sgd {
    learning_rate: f32,
    momentum: f32,
    nesterov: bool,
    weight_decay: f32,
    velocity: Vec<f32>,
}

impl Sgd {
    /// Plain descent, without momentum and decay.
    pub fn new(learning_rate: f32) -> Sgd {
        Sgd { learning_rate, momentum: 0.0, nesterov: false, weight_decay: 0.0, velocity: Vec::new() }
    }

    /// With momentum, in [0, 1).
    pub fn momentum(mut self, momentum: f32) -> Sgd {
        self.momentum = momentum;
        self
    }

    /// With Nesterov's momentum instead of the plain one.
    pub fn nesterov(mut self, nesterov: bool) -> Sgd {
        self.nesterov = nesterov;
        self
    }

    /// With weight decay: the factor of L2 regularisation's ½·w². Biases, normalisation's factors and slopes are not
    /// decayed.
    pub fn weight_decay(mut self, weight_decay: f32) -> Sgd {
        self.weight_decay = weight_decay;
        self
    }

    /// The learning rate.
    pub fn learning_rate(&self) -> f32 {
        self.learning_rate
    }

    /// Another learning rate from the next step on.
    pub fn set_learning_rate(&mut self, learning_rate: f32) {
        self.learning_rate = learning_rate;
    }

    /// Forgets the velocities, as before the first step.
    pub fn reset(&mut self) {
        self.velocity.clear();
    }

    /// One pass over a stretch of parameters. Each element is computed on its own, so that the cut into stretches
    /// changes no bit.
    fn descend(&self, rate: f32, decay: f32, params: &mut [f32], gradients: &[f32], velocity: &mut [f32]) {
        let momentum = self.momentum;
        if momentum == 0.0 {
            for (w, g) in params.iter_mut().zip(gradients) {
                *w -= rate * (g + decay * *w);
            }
        } else if self.nesterov {
            for ((w, g), v) in params.iter_mut().zip(gradients).zip(velocity) {
                let g = g + decay * *w;
                *v = momentum * *v + g;
                *w -= rate * (g + momentum * *v);
            }
        } else {
            for ((w, g), v) in params.iter_mut().zip(gradients).zip(velocity) {
                *v = momentum * *v + (g + decay * *w);
                *w -= rate * *v;
            }
        }
    }
}

impl Optimizer for Sgd {
    /// # Panics
    /// Where the optimizer has stepped with a network of another size.
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
        let mut velocity = std::mem::take(&mut self.velocity);
        if velocity.is_empty() && self.momentum != 0.0 {
            velocity.resize(params.len(), 0.0);
        }
        assert!(
            self.momentum == 0.0 || velocity.len() == params.len(),
            "an optimizer of {} parameters met a network of {}",
            velocity.len(),
            params.len()
        );
        let parallel = params.len() >= PARALLEL;
        let learning =
            tensors.iter().zip(factors).filter(|(tensor, factor)| !tensor.kind.is_state() && **factor != 0.0);
        for (tensor, factor) in learning {
            let rate = self.learning_rate * factor;
            let decay = if tensor.kind == TensorKind::Weight { self.weight_decay } else { 0.0 };
            let (params, gradients) = (&mut params[tensor.range()], &gradients[tensor.range()]);
            // Without momentum there are no velocities; an empty slice stands for them.
            let velocity = velocity.get_mut(tensor.range()).unwrap_or_default();
            if !parallel || params.len() <= CHUNK {
                self.descend(rate, decay, params, gradients, velocity);
            } else if velocity.is_empty() {
                let chunks = params.par_chunks_mut(CHUNK).zip(gradients.par_chunks(CHUNK));
                chunks.for_each(|(params, gradients)| self.descend(rate, decay, params, gradients, &mut []));
            } else {
                let chunks = params.par_chunks_mut(CHUNK).zip(gradients.par_chunks(CHUNK));
                let chunks = chunks.zip(velocity.par_chunks_mut(CHUNK));
                chunks
                    .for_each(|((params, gradients), velocity)| self.descend(rate, decay, params, gradients, velocity));
            }
        }
        self.velocity = velocity;
    }
}
