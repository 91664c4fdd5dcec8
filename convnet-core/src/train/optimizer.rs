//! Stochastic gradient descent.

use crate::kernels::Isa;
use crate::kernels::arch::{Kernel, Simd};
use crate::network::{Elementwise, Optimizer, Rule, Tensor, TensorKind};
use crate::steps::Stretch;

/// Stochastic gradient descent with momentum (Polyak 1964; Nesterov 1983 as Sutskever et al. 2013 simplify it) and
/// weight decay, in PyTorch's form:
///
/// `g ← g + weight_decay · w` (weights only), `v ← momentum · v + g`, and `w ← w − learning_rate · v`, or
/// `w ← w − learning_rate · (g + momentum · v)` with Nesterov's momentum.
///
/// The velocities `v` belong to one network: an optimizer that has made a step serves no other.
#[derive(Clone, Debug, PartialEq)]
pub struct Sgd {
    descent: Descent,
    velocity: Vec<f32>,
}

impl Sgd {
    /// Plain descent, without momentum and decay.
    pub fn new(learning_rate: f32) -> Sgd {
        let descent = Descent { learning_rate, momentum: 0.0, nesterov: false, weight_decay: 0.0 };
        Sgd { descent, velocity: Vec::new() }
    }

    /// With momentum, in [0, 1).
    pub fn momentum(mut self, momentum: f32) -> Sgd {
        self.descent.momentum = momentum;
        self
    }

    /// With Nesterov's momentum instead of the plain one.
    pub fn nesterov(mut self, nesterov: bool) -> Sgd {
        self.descent.nesterov = nesterov;
        self
    }

    /// With weight decay: the factor of L2 regularisation's ½·w². Biases, normalisation's factors and slopes are not
    /// decayed.
    pub fn weight_decay(mut self, weight_decay: f32) -> Sgd {
        self.descent.weight_decay = weight_decay;
        self
    }

    /// The learning rate.
    pub fn learning_rate(&self) -> f32 {
        self.descent.learning_rate
    }

    /// Another learning rate from the next step on.
    pub fn set_learning_rate(&mut self, learning_rate: f32) {
        self.descent.learning_rate = learning_rate;
    }

    /// Forgets the velocities, as before the first step.
    pub fn reset(&mut self) {
        self.velocity.clear();
    }

    /// A step with a network of so many parameters; without momentum there are no velocities.
    fn step(&mut self, params: usize) -> Elementwise<'_> {
        if self.velocity.is_empty() && self.descent.momentum != 0.0 {
            self.velocity = vec![0.0; params];
        }
        assert!(
            self.descent.momentum == 0.0 || self.velocity.len() == params,
            "an optimizer of {} parameters met a network of {params}",
            self.velocity.len(),
        );
        let velocity = if self.descent.momentum == 0.0 { &mut [][..] } else { &mut self.velocity };
        Elementwise { rule: &self.descent, kept: [velocity, &mut []] }
    }
}

/// The settings of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Descent {
    learning_rate: f32,
    momentum: f32,
    nesterov: bool,
    weight_decay: f32,
}

impl Rule for Descent {
    /// Each element is computed on its own, so that the cut into stretches changes no bit.
    fn update(&self, tensor: &Tensor, factor: f32, stretch: Stretch<'_>) {
        let decay = if tensor.kind == TensorKind::Weight { self.weight_decay } else { 0.0 };
        // The bits are the same with any instruction set; the widest is the fastest.
        Isa::widest().run(Move {
            descent: Descent { learning_rate: self.learning_rate * factor, ..*self },
            decay,
            stretch,
        });
    }
}

/// A stretch that moves.
struct Move<'a> {
    descent: Descent,
    decay: f32,
    stretch: Stretch<'a>,
}

impl Kernel for Move<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let Move { descent: Descent { learning_rate: rate, momentum, nesterov, .. }, decay, stretch } = self;
        let Stretch { params, gradients, kept: [velocity, _] } = stretch;
        if momentum == 0.0 {
            for (w, g) in params.iter_mut().zip(gradients) {
                *w -= rate * (g + decay * *w);
            }
        } else if nesterov {
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
        self.step(params.len()).update(params, gradients, tensors, factors);
    }

    /// # Panics
    /// Where the optimizer has stepped with a network of another size.
    fn elementwise(&mut self, params: usize) -> Option<Elementwise<'_>> {
        Some(self.step(params))
    }
}
