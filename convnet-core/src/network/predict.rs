//! What users do with a network.

use super::cost::{ClassCost, check, mean_cost};
use super::each::enter;
use super::workspace::fill;
use super::{
    Dataset, Evaluation, Generated, Head, Init, Input, InputError, Learning, LearningError, Normalization, Optimizer,
    Pass, PatchError, Prediction, Storage, Target, TrainingRun, Workspace, patches,
};
use crate::kernels::Isa;
use crate::steps::{Kernels, Learner, Random, Rows};

/// Memory in which one caller trains: what a mini-batch keeps.
pub struct Training<N: Generated> {
    run: N::Training,
    kernels: Kernels,
    input: Vec<f32>,
    steps: u64,
    learning: Learning,
    classes: ClassCost,
    /// Whether gradients are kept for every optimizer.
    keep: bool,
    /// Those of all parameters, if they have been kept.
    gradients: Vec<f32>,
}

impl<N: Generated> Training<N> {
    /// For mini-batches of up to `batch` images; larger ones make it grow.
    pub fn new(batch: usize) -> Training<N> {
        Training::with_isa(batch, Isa::detect())
    }

    /// With the kernels of instruction set `isa`; those in plain Rust where this machine does not have it.
    pub fn with_isa(batch: usize, isa: Isa) -> Training<N> {
        let batch = batch.max(1);
        let kernels = Kernels::from(isa);
        let (run, input) = (N::Training::new(batch, kernels), vec![0.0; batch * N::INPUT.len()]);
        let (learning, gradients) = (Learning::new(N::TENSORS), Vec::new());
        let classes = ClassCost::default();
        Training { run, kernels, input, steps: 0, learning, classes, keep: false, gradients }
    }

    /// Whether convolutions do without Winograd's minimal filtering of 3x3 and 5x5 windows, forward and back, as
    /// [`Workspace::exact`] says.
    pub fn exact(mut self, exact: bool) -> Training<N> {
        if exact != self.kernels.exact {
            self.kernels.exact = exact;
            self.run = N::Training::new(self.run.batch(), self.kernels);
        }
        self
    }

    /// Label smoothing (Szegedy et al. 2016, section 7): of each target all classes share the part `smoothing`, from 0
    /// to below 1, such as 0.1. For networks that end in softmax; others know nothing of it.
    ///
    /// # Panics
    /// Where `smoothing` is another number.
    pub fn label_smoothing(mut self, smoothing: f32) -> Training<N> {
        assert!((0.0..1.0).contains(&smoothing), "label smoothing {smoothing} is not from 0 to below 1");
        self.classes.smoothing = if N::HEAD == Head::Softmax { smoothing } else { 0.0 };
        self
    }

    /// How much the images of each class count in the mean cost of a mini-batch, for networks that end in softmax: a
    /// number of at least 0 for each class, or none where all count the same. With
    /// [`label_smoothing`](Training::label_smoothing), the part that a class has in a target counts as the class does.
    ///
    /// # Panics
    /// Where there are not as many numbers as classes, or one is below 0 or not finite.
    pub fn class_weights(mut self, weights: Vec<f32>) -> Training<N> {
        let classes = if N::HEAD == Head::Softmax { N::OUTPUT.len() } else { 0 };
        assert!(weights.is_empty() || weights.len() == classes, "{} weights of {classes} classes", weights.len());
        assert!(weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0), "weights {weights:?}");
        self.classes.weights = weights;
        self
    }

    /// Multiplies the learning rate of the layers that `pattern` names by `factor` from the next step on, instead of
    /// what was said before: see [`Learning`].
    ///
    /// # Errors
    /// As [`Learning::rate`].
    pub fn rate(&mut self, pattern: &str, factor: f32) -> Result<(), LearningError> {
        self.learning.rate(pattern, factor)
    }

    /// Freezes the layers that `pattern` names: they keep their bits from the next step on.
    ///
    /// # Errors
    /// As [`Learning::freeze`].
    pub fn freeze(&mut self, pattern: &str) -> Result<(), LearningError> {
        self.learning.freeze(pattern)
    }

    /// Whether [`gradients`](Training::gradients) has those of the last step. Otherwise they move the parameters
    /// while they are in cache, and take no memory, with an optimizer that knows how ([`Optimizer::elementwise`]).
    /// The bits of all else are the same.
    pub fn keep_gradients(mut self, keep: bool) -> Training<N> {
        self.keep = keep;
        self
    }

    /// The gradients of the last step, in the order of [`Generated::TENSORS`]; 0 for what was frozen. Empty where
    /// they are not kept: see [`keep_gradients`](Training::keep_gradients).
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }

    /// The outputs of the first `count` of the last step's images, before its update, `[count, OUTPUT.len()]`: logits,
    /// or values without softmax.
    ///
    /// # Panics
    /// Where there is no memory for so many images.
    pub fn outputs(&mut self, count: usize) -> Rows<'_> {
        self.run.output(count).0
    }

    fn reserve(&mut self, batch: usize) {
        if batch > self.run.batch() {
            self.run = N::Training::new(batch, self.kernels);
            self.input.resize(batch * N::INPUT.len(), 0.0);
        }
    }
}

/// Runs the images `indices` of `data` forward, as training does.
fn forward<N: Generated, D: Dataset + ?Sized>(
    network: &mut N,
    training: &mut Training<N>,
    data: &D,
    indices: &[usize],
    seed: u64,
) -> Result<(), InputError> {
    training.reserve(indices.len());
    let Training { run, input, learning, .. } = training;
    let input = &mut input[..indices.len() * N::INPUT.len()];
    enter(N::MACS * indices.len() as u64, || {
        let normalization = network.store().normalization();
        let read = |i: usize, into: &mut [f32]| data.read(indices[i], N::INPUT, normalization, into);
        fill(input, N::INPUT.len(), data.is_laborious(), read)?;
        let (params, state) = network.store_mut().params_and_state();
        let pass = Pass::new(Random::new(seed), learning);
        N::forward(params, state, Rows::new(input, N::INPUT.len()), run, pass);
        Ok(())
    })
}

/// How many images a pass takes: as many as keep the inputs below 16 MiB, and no more than 256.
pub(super) fn batch_of(values: usize) -> usize {
    ((1 << 22) / values.max(1)).clamp(1, 256)
}

/// What users do with a network. Every type that `convnet!` declares has it.
///
/// A network is [`Send`] and [`Sync`]: threads share it by reference, each with a [`Workspace`] of its own. Work that
/// is large enough is spread over the current rayon pool; the bits of a result do not depend on the pool's size. They
/// may depend on the batch's: an image alone and among others can differ by a rounding.
pub trait Network: Generated {
    /// A network with random weights: each layer's as its declaration says (`init = ..`), and as He et al. draw them
    /// ([`Init::He`]) where it says nothing.
    fn init<R: rand::Rng + ?Sized>(rng: &mut R) -> Self {
        Self::init_with(Init::He, rng)
    }

    /// A network with random weights: each layer's as its declaration says, and from `init` where it says nothing.
    fn init_with<R: rand::Rng + ?Sized>(init: Init, rng: &mut R) -> Self {
        let mut store = Self::Store::zeroed();
        init.fill(Self::TENSORS, &mut store, rng);
        Self::from_store(store)
    }

    /// The learned numbers, as [`TENSORS`](Generated::TENSORS) lays them out.
    fn params(&self) -> &[f32] {
        self.store().params()
    }

    /// The learned numbers, to change.
    fn params_mut(&mut self) -> &mut [f32] {
        self.store_mut().params_mut()
    }

    /// The values of a parameter or running statistic by its name (`conv1.weight`), in its tensor's order.
    fn tensor(&self, name: &str) -> Option<&[f32]> {
        let tensor = Self::TENSORS.iter().find(|tensor| tensor.name == name)?;
        let array = if tensor.kind.is_state() { self.store().state() } else { self.store().params() };
        Some(&array[tensor.range()])
    }

    /// Declares how raw pixels become inputs; saved with the weights.
    fn with_normalization(mut self, normalization: Normalization) -> Self {
        *self.store_mut().normalization_mut() = normalization;
        self
    }

    /// Gives the first layer, a convolution, filters that whiten the patches of `data`, which should be some of the
    /// training images: the principal components of what its window sees, those of the largest variance first, each
    /// divided by √(variance + `epsilon`), and the opposites of all (Jordan 2024, section 3.1; Coates, Ng, Lee 2011). It
    /// has at most two filters for each value of its window. Biases, if there are some, make the outputs' means 0.
    ///
    /// Images are normalised as the network declares. The layer is best [frozen](crate::train::Trainer::freeze): then
    /// those behind it learn faster, and no pass goes back through it.
    ///
    /// # Errors
    /// Where the first layer is no such convolution, or an image does not fit.
    fn whiten_patches<D: Dataset + ?Sized>(&mut self, data: &D, epsilon: f64) -> Result<(), PatchError> {
        patches::whiten(self, data, epsilon)
    }

    /// Memory to predict in, for one caller.
    fn workspace(&self) -> Workspace<Self> {
        Workspace::new()
    }

    /// The values before the softmax, `[OUTPUT.len()]`.
    ///
    /// # Errors
    /// Where the image does not fit [`INPUT`](Generated::INPUT).
    fn logits<'w, I: Input + Sync + ?Sized>(
        &self,
        workspace: &'w mut Workspace<Self>,
        image: &I,
    ) -> Result<&'w [f32], InputError> {
        let normalization = self.store().normalization();
        let rows = workspace.pass(self, 1, false, |_, into| image.write(Self::INPUT, normalization, into))?;
        Ok(rows.data())
    }

    /// The most probable class, and the probability of each.
    ///
    /// # Errors
    /// Where the image does not fit [`INPUT`](Generated::INPUT).
    fn predict<I: Input + Sync + ?Sized>(
        &self,
        workspace: &mut Workspace<Self>,
        image: &I,
    ) -> Result<Prediction, InputError> {
        Ok(Prediction::of(Self::HEAD, self.logits(workspace, image)?))
    }

    /// [`predict`](Network::predict) for many images.
    ///
    /// # Errors
    /// Where an image does not fit [`INPUT`](Generated::INPUT): that of the first one.
    fn predict_batch<I: Input + Sync>(
        &self,
        workspace: &mut Workspace<Self>,
        images: &[I],
    ) -> Result<Vec<Prediction>, InputError> {
        let normalization = self.store().normalization();
        let mut answers = Vec::with_capacity(images.len());
        for images in images.chunks(batch_of(Self::INPUT.len())) {
            let rows = workspace
                .pass(self, images.len(), false, |i, into| images[i].write(Self::INPUT, normalization, into))?;
            answers.extend((0..rows.count()).map(|i| Prediction::of(Self::HEAD, rows.row(i))));
        }
        Ok(answers)
    }

    /// Cost and accuracy on a data set.
    ///
    /// # Errors
    /// Where an image does not fit [`INPUT`](Generated::INPUT), or a target the output.
    fn evaluate<D: Dataset + ?Sized>(
        &self,
        workspace: &mut Workspace<Self>,
        data: &D,
    ) -> Result<Evaluation, InputError> {
        self.evaluate_with(workspace, data, |_, _| {})
    }

    /// [`evaluate`](Network::evaluate) that shows each answer as it comes: `each(index, answer)` for every image of
    /// `data`, in order. Nothing is kept of them.
    ///
    /// # Errors
    /// As [`evaluate`](Network::evaluate).
    fn evaluate_with<D: Dataset + ?Sized>(
        &self,
        workspace: &mut Workspace<Self>,
        data: &D,
        mut each: impl FnMut(usize, &Prediction),
    ) -> Result<Evaluation, InputError> {
        let mut result = Evaluation::of::<Self>(data.len());
        let normalization = self.store().normalization();
        let batch = batch_of(Self::INPUT.len());
        let mut answer = Prediction { class: 0, probabilities: Vec::with_capacity(Self::OUTPUT.len()) };
        for first in (0..data.len()).step_by(batch) {
            let count = batch.min(data.len() - first);
            let read = |i: usize, into: &mut [f32]| data.read(first + i, Self::INPUT, normalization, into);
            let rows = workspace.pass(self, count, data.is_laborious(), read)?;
            for i in 0..count {
                result.add::<Self>(first + i, data.target(first + i), rows.row(i))?;
                answer.set(Self::HEAD, rows.row(i));
                each(first + i, &answer);
            }
        }
        Ok(result.mean())
    }

    /// One step of training on the images `indices` of `data`; returns their mean cost before the step, to which
    /// auxiliary heads add theirs as their weights say. Dropout and its kin draw from `seed`, which should be another
    /// one for every step.
    ///
    /// # Errors
    /// Where an image or a target does not fit the network; nothing has changed then.
    ///
    /// # Panics
    /// Where `data` has no image of such an index, or the optimizer is that of another network.
    fn train_step<D: Dataset + ?Sized, O: Optimizer + ?Sized>(
        &mut self,
        training: &mut Training<Self>,
        data: &D,
        indices: &[usize],
        optimizer: &mut O,
        seed: u64,
    ) -> Result<f64, InputError> {
        let count = indices.len();
        if count == 0 {
            return Ok(0.0);
        }
        for &index in indices {
            check(Self::HEAD, Self::OUTPUT.len(), index, data.target(index))?;
        }
        forward(self, training, data, indices, seed)?;
        let Training { run, input, steps, learning, classes, keep, gradients, .. } = training;
        let x = Rows::new(&input[..count * Self::INPUT.len()], Self::INPUT.len());
        let pass = Pass::new(Random::new(seed), learning);
        let work = Self::MACS * count as u64;
        let target = |i: usize| data.target(indices[i]);
        let (output, d_output) = run.output(count);
        let mut loss = mean_cost(output, d_output, 1.0, classes, target);
        for (head, &weight) in Self::AUXILIARY.iter().enumerate() {
            let (output, d_output) = run.auxiliary(head, count);
            loss += mean_cost(output, d_output, weight, classes, target);
        }
        let params = self.store_mut().params_mut();
        let elementwise = if *keep { None } else { optimizer.elementwise(params.len()) };
        match elementwise {
            Some(optimizer) => {
                *gradients = Vec::new();
                enter(work, || optimizer.learn(params, learning, |learner| Self::backward(x, run, pass, learner)));
            }
            None => {
                gradients.resize(params.len(), 0.0);
                pass.clear_frozen(gradients);
                let learner = &mut Learner::keep(params, pass.gradients(0, gradients));
                enter(work, || Self::backward(x, run, pass, learner));
                optimizer.update(params, gradients, Self::TENSORS, learning.factors());
            }
        }
        *steps += 1;
        Ok(loss)
    }

    /// Takes the running statistics of batch normalisations anew, where the parameters have come by other ways than
    /// steps, as a mean of others' has: all images of `data`, in mini-batches of `batch`, run forward as in training,
    /// and move the statistics as they do there, each by its layer's momentum. Parameters stay as they are.
    ///
    /// # Errors
    /// Where an image does not fit the network.
    fn renew_statistics<D: Dataset + ?Sized>(&mut self, data: &D, batch: usize) -> Result<(), InputError> {
        let indices: Vec<usize> = (0..data.len()).collect();
        let mut training = Training::new(batch.min(data.len()));
        for (seed, indices) in indices.chunks(batch.max(1)).enumerate() {
            forward(self, &mut training, data, indices, seed as u64)?;
        }
        Ok(())
    }

    /// One step of training on a mini-batch of images and their targets; returns their mean cost before the step (0
    /// for no image, which is no step). Dropout draws from the number of steps that `training` has made.
    ///
    /// # Errors
    /// Where an image or a target does not fit the network, or their numbers differ; nothing has changed then.
    ///
    /// # Panics
    /// Where the optimizer is that of another network.
    fn train_batch<I: Input + Sync, O: Optimizer + ?Sized>(
        &mut self,
        training: &mut Training<Self>,
        images: &[I],
        targets: &[Target<'_>],
        optimizer: &mut O,
    ) -> Result<f64, InputError> {
        if images.len() != targets.len() {
            return Err(InputError::Count { images: images.len(), labels: targets.len() });
        }
        let seed = training.steps;
        let indices: Vec<usize> = (0..images.len()).collect();
        self.train_step(training, &Pairs { images, targets }, &indices, optimizer, seed)
    }
}

impl<N: Generated> Network for N {}

/// Images and targets side by side, as a data set.
struct Pairs<'a, I> {
    images: &'a [I],
    targets: &'a [Target<'a>],
}

impl<I: Input + Sync> Dataset for Pairs<'_, I> {
    fn len(&self) -> usize {
        self.images.len()
    }

    fn read(
        &self,
        index: usize,
        volume: convnet_shape::Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.images[index].write(volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        self.targets[index]
    }
}
