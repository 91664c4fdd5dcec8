//! What users do with a network.

use super::{Dataset, Generated, Init, Input, InputError, Normalization, Target};
use crate::kernels::Isa;

/// Memory in which one caller predicts; a network may be shared by many callers, each with a workspace of its own.
pub struct Workspace<N: Generated> {
    run: N::Inference,
}

/// Memory in which one caller trains: what a mini-batch keeps, and the gradients.
pub struct Training<N: Generated> {
    run: N::Training,
    gradients: Vec<f32>,
}

impl<N: Generated> Training<N> {
    /// For mini-batches of up to `batch` images.
    pub fn new(batch: usize) -> Training<N> {
        Training::with_isa(batch, Isa::detect())
    }

    /// With the kernels of instruction set `isa`.
    pub fn with_isa(batch: usize, isa: Isa) -> Training<N> {
        let _ = (batch, isa);
        todo!()
    }

    /// The gradients of the last step, in the order of [`Generated::TENSORS`].
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }
}

/// Moves parameters along their gradients.
pub trait Optimizer {
    /// One step. `params` and `gradients` have the same length and order; `tensors` says what lies where.
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[super::Tensor]);
}

/// A network's answer for one image.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The most probable class (the first of the largest).
    pub class: usize,
    /// The probability of every class; without softmax, the values.
    pub probabilities: Vec<f32>,
}

/// How good a network is on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Images looked at.
    pub count: usize,
    /// The mean cost.
    pub loss: f64,
    /// Images whose most probable class is their label.
    pub correct: usize,
    /// `confusion[label][answer]`: how often; empty without softmax.
    pub confusion: Vec<Vec<usize>>,
}

impl Evaluation {
    /// correct / count.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.count.max(1) as f64
    }
}

/// What users do with a network. Every type that `convnet!` declares has it.
pub trait Network: Generated {
    /// A network with random weights, as He et al. draw them.
    fn init<R: rand::Rng + ?Sized>(rng: &mut R) -> Self {
        Self::init_with(Init::He, rng)
    }

    /// A network with random weights.
    fn init_with<R: rand::Rng + ?Sized>(init: Init, rng: &mut R) -> Self {
        let _ = (init, rng);
        todo!()
    }

    /// Declares how raw pixels become inputs; saved with the weights.
    fn with_normalization(self, normalization: Normalization) -> Self {
        let _ = normalization;
        todo!()
    }

    /// Memory to predict in, for one caller.
    fn workspace(&self) -> Workspace<Self> {
        todo!()
    }

    /// The values before the softmax.
    fn logits<'w, I: Input + ?Sized>(
        &self,
        workspace: &'w mut Workspace<Self>,
        image: &I,
    ) -> Result<&'w [f32], InputError> {
        let _ = (&mut workspace.run, image);
        todo!()
    }

    /// The most probable class, and the probability of each.
    fn predict<I: Input + ?Sized>(&self, workspace: &mut Workspace<Self>, image: &I) -> Result<Prediction, InputError> {
        let _ = (workspace, image);
        todo!()
    }

    /// [`predict`](Network::predict) for many images, spread over the current rayon pool.
    fn predict_batch<I: Input>(
        &self,
        workspace: &mut Workspace<Self>,
        images: &[I],
    ) -> Result<Vec<Prediction>, InputError> {
        let _ = (workspace, images);
        todo!()
    }

    /// Cost and accuracy on a data set.
    fn evaluate<D: Dataset + ?Sized>(
        &self,
        workspace: &mut Workspace<Self>,
        data: &D,
    ) -> Result<Evaluation, InputError> {
        let _ = (workspace, data);
        todo!()
    }

    /// One step of training on the images `indices` of `data`; returns their mean cost before the step. `step` numbers the
    /// step: dropout draws from `seed` and `step`.
    fn train_step<D: Dataset + ?Sized, O: Optimizer + ?Sized>(
        &mut self,
        training: &mut Training<Self>,
        data: &D,
        indices: &[usize],
        optimizer: &mut O,
        seed: u64,
    ) -> Result<f64, InputError> {
        let _ = (&training.run, data, indices, optimizer, seed);
        todo!()
    }

    /// One step of training on a mini-batch of images and their targets.
    fn train_batch<I: Input, O: Optimizer + ?Sized>(
        &mut self,
        training: &mut Training<Self>,
        images: &[I],
        targets: &[Target<'_>],
        optimizer: &mut O,
    ) -> Result<f64, InputError> {
        let _ = (training, images, targets, optimizer);
        todo!()
    }
}

impl<N: Generated> Network for N {}
