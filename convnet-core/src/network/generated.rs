//! What `convnet!` implements for a declared network.

use super::{Head, Layer, Memory, Pass, Storage, Tensor};
use crate::steps::{Kernels, Learner, Rows, RowsMut};
use convnet_shape::Volume;

/// The generated half of a network: constants, memory, and the passes. Implemented by `convnet!` only.
pub trait Generated: Sized + Send + Sync + Clone + 'static {
    /// The type's name.
    const NAME: &'static str;
    /// The volume of an image.
    const INPUT: Volume;
    /// The volume of an answer.
    const OUTPUT: Volume;
    /// Learned numbers.
    const PARAMS: usize;
    /// Multiply-adds for one image.
    const MACS: u64;
    /// The layers, in the order in which they run.
    const LAYERS: &'static [Layer];
    /// The bytes of the arrays that it takes.
    const MEMORY: Memory;
    /// The parameters' and the state's names and places, in the order of the layers.
    const TENSORS: &'static [Tensor];
    /// How it ends.
    const HEAD: Head;
    /// What the costs of its auxiliary heads count, in the order of the declaration. They end like the network.
    const AUXILIARY: &'static [f32] = &[];

    /// The parameters' memory.
    type Store: Storage;
    /// What predicting needs beside the parameters.
    type Inference: InferenceRun;
    /// What training needs beside the parameters.
    type Training: TrainingRun;

    /// A network with these parameters.
    fn from_store(store: Self::Store) -> Self;
    /// Its parameters.
    fn store(&self) -> &Self::Store;
    /// Its parameters.
    fn store_mut(&mut self) -> &mut Self::Store;

    /// Works out what [`infer`](Generated::infer) needs of parameters and running statistics alone; needed again when
    /// they have changed.
    fn fold(params: &[f32], state: &[f32], run: &mut Self::Inference);
    /// Takes the images `x` to `run`'s output: values, or logits before a softmax.
    fn infer(params: &[f32], state: &[f32], x: Rows<'_>, run: &mut Self::Inference);
    /// The same in training: keeps what `backward` needs, draws dropout from `pass`, moves the running statistics of
    /// what is not frozen.
    fn forward(params: &[f32], state: &mut [f32], x: Rows<'_>, run: &mut Self::Training, pass: Pass<'_>);
    /// From the gradient of the output, which `run` holds, to the gradients of all parameters that are not frozen,
    /// which it gives `learner`, each once. `x` and `pass` as in the forward pass; `learner` has the parameters.
    fn backward(x: Rows<'_>, run: &mut Self::Training, pass: Pass<'_>, learner: &mut Learner<'_>);
}

/// Memory for predicting.
pub trait InferenceRun: Send {
    /// For up to `batch` images at once.
    fn new(batch: usize, kernels: Kernels) -> Self;
    /// How many images fit.
    fn batch(&self) -> usize;
    /// The output of the last pass over `count` images.
    fn output(&self, count: usize) -> Rows<'_>;
}

/// Memory for training.
pub trait TrainingRun: Send {
    /// For up to `batch` images at once.
    fn new(batch: usize, kernels: Kernels) -> Self;
    /// How many images fit.
    fn batch(&self) -> usize;
    /// The output of the last forward pass over `count` images, and where the gradient of the cost with respect to
    /// it belongs.
    fn output(&mut self, count: usize) -> (Rows<'_>, RowsMut<'_>);
    /// The same for an auxiliary head of [`Generated::AUXILIARY`].
    fn auxiliary(&mut self, head: usize, count: usize) -> (Rows<'_>, RowsMut<'_>) {
        unreachable!("no head {head} for {count} images: the network has none")
    }
}
